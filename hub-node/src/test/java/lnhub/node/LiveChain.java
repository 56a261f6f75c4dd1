package lnhub.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** The regtest bitcoind that all the nodes follow: mines, and pays from a wallet of the test's own in it. */
final class LiveChain implements AutoCloseable {
    /** Pays to the hash of nothing that anybody knows. */
    private static final String NOBODY = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";
    private static final String WALLET = "interop-purse";
    private static final int COINBASE_MATURITY = 100;
    private static final int REWARDS = 5;
    private static final BigDecimal ENOUGH = BigDecimal.valueOf(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final String authorization;
    private final HttpClient http = HttpClient.newHttpClient();

    LiveChain(InteropSettings settings) {
        this.url = settings.rpc();
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(
                (settings.rpcUser() + ":" + settings.rpcPassword()).getBytes(StandardCharsets.UTF_8));
        fillPurse();
    }

    private void fillPurse() {
        List<String> loaded = JSON.convertValue(call("listwallets"), JSON.getTypeFactory()
                .constructCollectionType(List.class, String.class));
        if (!loaded.contains(WALLET)) {
            call("createwallet", WALLET);
        }
        if (balance().compareTo(ENOUGH) < 0) {
            call("generatetoaddress", REWARDS, wallet("getnewaddress").asText());
            mine(COINBASE_MATURITY);
        }
        if (balance().compareTo(ENOUGH) < 0) {
            throw new IllegalStateException("at height " + height() + " a regtest chain has no rewards left that are "
                    + "worth mining: the test needs a newer one");
        }
    }

    private BigDecimal balance() {
        return wallet("getbalance").decimalValue();
    }

    int height() {
        return call("getblockcount").asInt();
    }

    void mine(int blocks) {
        call("generatetoaddress", blocks, NOBODY);
    }

    /** Pays so many coins of this size to an address; they are in the mempool. */
    void pay(String address, int coins, long amountSat) {
        for (int i = 0; i < coins; i++) {
            wallet("sendtoaddress", address, BigDecimal.valueOf(amountSat, 8));
        }
    }

    /** Whether nobody has spent the output, be it in a block or in the mempool. @param outPoint txid:index */
    boolean isUnspent(String outPoint) {
        int colon = outPoint.indexOf(':');
        return !call("gettxout", outPoint.substring(0, colon), Integer.valueOf(outPoint.substring(colon + 1)), true)
                .isNull();
    }

    private JsonNode wallet(String method, Object... parameters) {
        return call(url.resolve("/wallet/" + WALLET), method, parameters);
    }

    private JsonNode call(String method, Object... parameters) {
        return call(url, method, parameters);
    }

    private JsonNode call(URI to, String method, Object... parameters) {
        ArrayNode values = JSON.createArrayNode();
        for (Object parameter : parameters) {
            values.addPOJO(parameter);
        }
        try {
            String body = JSON.writeValueAsString(JSON.createObjectNode().put("jsonrpc", "1.0").put("id", method)
                    .put("method", method).set("params", values));
            HttpRequest request = HttpRequest.newBuilder(to).timeout(Duration.ofMinutes(2))
                    .header("Authorization", authorization).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build();
            String text = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            JsonNode answer = JSON.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readTree(text);
            if (answer.path("error").isObject()) {
                throw new AssertionError("bitcoind refused " + method + ": " + answer.path("error"));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException("bitcoind at " + to + " did not answer " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
