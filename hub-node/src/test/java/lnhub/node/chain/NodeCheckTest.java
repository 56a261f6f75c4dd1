package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bitcoind on signet must be like; this one says whatever the test wants. */
class NodeCheckTest {
    private static final String GENESIS = "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6";
    private static final String SYNCED = info("signet", false);

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private Chain chain;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        answers.put("getblockhash", '"' + GENESIS + '"');
        answers.put("getnetworkinfo", "{\"version\":250000,\"subversion\":\"/Satoshi:25.0.0/\"}");
        answers.put("getblockchaininfo", SYNCED);
        chain = new BitcoindChain(BitcoindConfig.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                BitcoindConfig.Credentials.of("user", "secret"), BitcoinNetwork.SIGNET));
    }

    @AfterEach
    void stop() {
        chain.close();
        server.stop(0);
    }

    private static String info(String name, boolean syncing) {
        return "{\"chain\":\"" + name + "\",\"blocks\":1000,\"headers\":4000,\"bestblockhash\":\"" + GENESIS
                + "\",\"verificationprogress\":0.25,\"initialblockdownload\":" + syncing + "}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = new ObjectMapper().readTree(exchange.getRequestBody()).path("method").asText();
            byte[] body = ("{\"result\":" + answers.get(method) + ",\"error\":null}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void failsWith(Kind kind, String text) {
        Throwable failure = chain.tip().toCompletableFuture().handle((tip, failed) ->
                failed instanceof CompletionException wrapped ? wrapped.getCause() : failed).join();
        assertThat(failure).isInstanceOfSatisfying(ChainException.class,
                failed -> assertThat(failed.kind()).isEqualTo(kind)).hasMessageContaining(text);
    }

    @Test
    void aGoodOneIsAskedOnlyOnce() {
        assertThat(chain.tip().toCompletableFuture().join().height()).isEqualTo(1_000);
        answers.put("getnetworkinfo", "{\"version\":1}");
        assertThat(chain.tip().toCompletableFuture().join().height()).isEqualTo(1_000);
    }

    @Test
    void oneThatIsCatchingUpIsWaitedFor() {
        answers.put("getblockchaininfo", info("signet", true));
        failsWith(Kind.BUSY, "block 1000 of at least 4000, about 25.00 %");
        answers.put("getblockchaininfo", SYNCED);
        assertThat(chain.tip().toCompletableFuture().join().height()).isEqualTo(1_000);
    }

    @Test
    void anOldOneIsRefused() {
        answers.put("getnetworkinfo", "{\"version\":240200,\"subversion\":\"/Satoshi:24.2.0/\"}");
        failsWith(Kind.REFUSED, "/Satoshi:24.2.0/ has version number 240200, at least 250000 (25.0) is needed");
    }

    @Test
    void anotherChainIsRefused() {
        answers.put("getblockchaininfo", info("test", false));
        failsWith(Kind.WRONG_CHAIN, "is on the chain test");
        answers.put("getblockchaininfo", SYNCED);
        answers.put("getblockhash", '"' + "11".repeat(32) + '"');
        failsWith(Kind.WRONG_CHAIN, "begins with 1111");
    }
}
