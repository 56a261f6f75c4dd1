package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.acinq.bitcoin.Transaction;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** bitcoind's dialect: statuses, codes and fields that clients of the real one rely on. */
class RegtestServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegtestChain chain = RegtestChain.inMemory(InstantSource.system());
    private final HttpClient http = HttpClient.newHttpClient();
    private RegtestServer server;
    private BitcoindRpc rpc;

    @BeforeEach
    void start() throws IOException {
        server = RegtestServer.start(chain, 0, "user", "secret");
        rpc = new BitcoindRpc(EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret")));
    }

    @AfterEach
    void stop() {
        rpc.close();
        http.close();
        server.close();
    }

    private HttpResponse<String> post(String credentials, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri())
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()))
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void answers(String body, int status, int code) throws Exception {
        HttpResponse<String> response = post("user:secret", body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).path("error").path("code").asInt()).isEqualTo(code);
    }

    private void fails(int code, String method, Object... params) {
        assertThatThrownBy(() -> rpc.call(method, params)).isInstanceOfSatisfying(RpcError.class,
                error -> assertThat(error.code()).as(error.getMessage()).isEqualTo(code));
    }

    @Test
    void letsNobodyInWithoutThePassword() throws Exception {
        assertThat(post("user:wrong", "{}").statusCode()).isEqualTo(401);
        HttpRequest anonymous = HttpRequest.newBuilder(server.uri()).build();
        assertThat(http.send(anonymous, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void tellsErrorsAsBothVersionsOfTheProtocolDo() throws Exception {
        answers("nonsense", 500, RpcError.PARSE);
        answers("{\"id\":1}", 400, RpcError.INVALID_REQUEST);
        answers("{\"id\":1,\"method\":\"getwalletinfo\"}", 404, RpcError.METHOD_NOT_FOUND);
        answers("{\"id\":1,\"method\":\"getblockhash\",\"params\":[1]}", 500, RpcError.INVALID_PARAMETER);
        answers("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getblockhash\",\"params\":[1]}", 200,
                RpcError.INVALID_PARAMETER);
        JsonNode good = JSON.readTree(post("user:secret", "{\"id\":\"x\",\"method\":\"getblockcount\"}").body());
        assertThat(good).isEqualTo(JSON.readTree("{\"id\":\"x\",\"result\":0,\"error\":null}"));
    }

    @Test
    void usesBitcoindsCodes() {
        String unknown = "11".repeat(32);
        fails(-5, "getblock", unknown);
        fails(-5, "getblockheader", unknown);
        fails(-8, "getblock", "abc");
        fails(-5, "getrawtransaction", unknown);
        fails(-22, "sendrawtransaction", "00");
        fails(-3, "getblockhash", "1");
        fails(-1, "getblockhash");
        fails(-5, "generatetoaddress", 1, "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
        fails(-8, "estimatesmartfee", 0);
    }

    @Test
    void showsBlocksInThreeVerbosities() throws Exception {
        JsonNode hashes = rpc.call("generatetoaddress", 2, TestMoney.ADDRESS);
        String hash = hashes.get(0).asText();
        assertThat(rpc.call("getblockhash", 1).asText()).isEqualTo(hash);
        assertThat(rpc.call("getbestblockhash").asText()).isEqualTo(hashes.get(1).asText());
        String raw = rpc.call("getblock", hash, 0).asText();
        JsonNode listed = rpc.call("getblock", hash);
        JsonNode full = rpc.call("getblock", hash, 2);
        assertThat(raw).hasSize(2 * listed.path("size").asInt());
        assertThat(listed.path("tx").get(0)).isEqualTo(full.path("tx").get(0).path("txid"));
        assertThat(full.path("tx").get(0).path("vout").get(0).path("value").decimalValue()).isEqualByComparingTo("50");
        assertThat(listed.path("confirmations").asInt()).isEqualTo(2);
        assertThat(listed.path("nextblockhash")).isEqualTo(hashes.get(1));
        assertThat(rpc.call("getblockheader", hash, false).asText()).hasSize(160).isEqualTo(raw.substring(0, 160));
        String txid = listed.path("tx").get(0).asText();
        assertThat(rpc.call("getrawtransaction", txid, 1, hash).path("txid").asText()).isEqualTo(txid);
    }

    @Test
    void testsWithoutAccepting() throws Exception {
        chain.generate(101, TestMoney.SCRIPT);
        Transaction reward = chain.nodeAt(1).orElseThrow().block().tx.getFirst();
        Transaction tx = TestMoney.spend(reward, TestMoney.pay(4_999_999_000L));
        String hex = TestMoney.raw(tx).toHex();
        JsonNode tested = rpc.call("testmempoolaccept", List.of(hex)).get(0);
        assertThat(tested.path("allowed").booleanValue()).isTrue();
        assertThat(tested.path("fees").path("base").decimalValue()).isEqualByComparingTo("0.00001");
        assertThat(rpc.call("getrawmempool")).isEmpty();
        assertThat(rpc.call("sendrawtransaction", hex).asText()).isEqualTo(tx.txid.value.toHex());
        assertThat(rpc.call("getrawmempool").get(0).asText()).isEqualTo(tx.txid.value.toHex());
        assertThat(rpc.call("getmempoolinfo").path("size").asInt()).isEqualTo(1);
        assertThat(rpc.call("getrawtransaction", tx.txid.value.toHex()).asText()).isEqualTo(hex);
        JsonNode again = rpc.call("testmempoolaccept", List.of(hex)).get(0);
        assertThat(again.path("reject-reason").asText()).isEqualTo("txn-already-in-mempool");
    }

    @Test
    void waitsForABlock() throws Exception {
        CompletableFuture<JsonNode> waiting = new CompletableFuture<>();
        String tip = rpc.call("getbestblockhash").asText();
        Thread.ofVirtual().start(() -> {
            try {
                waiting.complete(rpc.call("waitfornewblock", 20_000, tip));
            } catch (InterruptedException | RuntimeException failed) {
                waiting.completeExceptionally(failed);
            }
        });
        chain.generate(1, TestMoney.SCRIPT);
        assertThat(waiting.get().path("height").asInt()).isEqualTo(1);
        assertThat(rpc.call("waitforblockheight", 1).path("height").asInt()).isEqualTo(1);
        assertThat(rpc.call("waitforblockheight", 9, 50).path("height").asInt()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        assertThat(post("user:secret", " ".repeat((4 << 20) + 1)).statusCode()).isEqualTo(413);
    }

    @Test
    void tellsWhoeverRunsItToStop() throws Exception {
        rpc.call("stop");
        assertThat(server.stopRequested()).isCompleted();
        assertThat(rpc.call("uptime").asInt()).isNotNegative();
    }
}
