package lnhub.node.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** A regtest chain behind bitcoind's JSON-RPC, whoever serves it. */
public final class RpcChain implements DemoChain {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long FIRST_SUBSIDY_SAT = 50L * 100_000_000;
    private static final int REGTEST_HALVING_BLOCKS = 150;

    private final URI url;
    private final Path cookieFile;
    private final Optional<URI> zmq;
    private final Closeable server;
    private final HttpClient client = HttpClient.newHttpClient();

    /**
     * @param cookieFile holds user:password
     * @param zmq        where it publishes hashblock and rawtx, if it does
     * @param server     closed with this
     */
    public RpcChain(URI url, Path cookieFile, Optional<URI> zmq, Closeable server) {
        this.url = url;
        this.cookieFile = cookieFile;
        this.zmq = zmq;
        this.server = server;
    }

    @Override
    public URI rpcUrl() {
        return url;
    }

    @Override
    public Path cookieFile() {
        return cookieFile;
    }

    @Override
    public Optional<URI> zmq() {
        return zmq;
    }

    @Override
    public Mined mine(int blocks, String address) throws IOException {
        long rewardSat = 0;
        long feesSat = 0;
        int height = 0;
        for (JsonNode hash : call("generatetoaddress", blocks, address)) {
            JsonNode block = call("getblock", hash.asText(), 2);
            height = block.path("height").asInt();
            long coinbase = 0;
            for (JsonNode output : block.path("tx").path(0).path("vout")) {
                coinbase += output.path("value").decimalValue().movePointRight(8).longValueExact();
            }
            rewardSat += coinbase;
            feesSat += coinbase - subsidySat(height);
        }
        return new Mined(rewardSat, feesSat, height);
    }

    static long subsidySat(int height) {
        int halvings = height / REGTEST_HALVING_BLOCKS;
        return halvings >= Long.SIZE ? 0 : FIRST_SUBSIDY_SAT >> halvings;
    }

    private JsonNode call(String method, Object... parameters) throws IOException {
        ArrayNode values = JSON.createArrayNode();
        for (Object parameter : parameters) {
            values.addPOJO(parameter);
        }
        String body = JSON.writeValueAsString(JSON.createObjectNode().put("jsonrpc", "1.0").put("id", method)
                .put("method", method).set("params", values));
        String credentials = Files.readString(cookieFile).strip();
        HttpRequest request = HttpRequest.newBuilder(url).timeout(TIMEOUT)
                .header("Authorization", "Basic "
                        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        // Amounts are decimals: as binary fractions some would be off by a satoshi.
        JsonNode answer = JSON.reader()
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(send(request));
        if (!answer.path("error").isNull() && !answer.path("error").isMissingNode()) {
            throw new IOException("the chain refused " + method + ": " + answer.path("error"));
        }
        return answer.path("result");
    }

    private String send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 401) {
                throw new IOException("the chain at " + url + " refuses the password in " + cookieFile);
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking the chain");
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
