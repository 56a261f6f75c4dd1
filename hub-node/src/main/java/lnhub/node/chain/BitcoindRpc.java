package lnhub.node.chain;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;

/**
 * One call to bitcoind at a time, per thread: JSON-RPC 1.0 over HTTP. Every method asked for here may be repeated
 * without harm, so a connection that bitcoind closed while it was idle is simply opened again.
 */
final class BitcoindRpc implements AutoCloseable {
    /** The largest block, 4,000,000 bytes, is twice as long in hex. */
    private static final int MAX_ANSWER = 16 << 20;
    private static final ObjectMapper MAPPER = mapper();

    private final BitcoindConfig config;
    private final HttpClient http;
    private volatile String authorization;

    BitcoindRpc(BitcoindConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1).connectTimeout(config.requestTimeout()).build();
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory().setStreamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(MAX_ANSWER).maxNestingDepth(50).build());
        return mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    JsonNode call(String method, Object... params) throws InterruptedException {
        return call(Duration.ZERO, method, params);
    }

    /**
     * @param longer how much longer than usual the answer may take: for methods that wait
     * @throws RpcError       when bitcoind answers with an error
     * @throws ChainException when it does not answer, or does not let us in
     */
    JsonNode call(Duration longer, String method, Object... params) throws InterruptedException {
        byte[] body = body(method, params);
        HttpResponse<byte[]> response = send(body, longer, method);
        if (response.statusCode() == 401) {
            authorization = null;
            response = send(body, longer, method);
        }
        return result(method, response);
    }

    private static byte[] body(String method, Object... params) {
        ObjectNode request = MAPPER.createObjectNode().put("jsonrpc", "1.0").put("id", "hub").put("method", method);
        ArrayNode array = request.putArray("params");
        for (Object param : params) {
            array.addPOJO(param);
        }
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(byte[] body, Duration longer, String method) throws InterruptedException {
        try {
            HttpRequest request = request(body, longer);
            try {
                return http.send(request, limited());
            } catch (HttpTimeoutException | ConnectException noSecondChance) {
                throw noSecondChance;
            } catch (IOException closedWhileIdle) {
                return http.send(request, limited());
            }
        } catch (IOException unreachable) {
            throw new ChainException(Kind.UNREACHABLE, "bitcoind at " + config.uri() + " did not answer " + method
                    + ": " + unreachable, unreachable);
        }
    }

    private static HttpResponse.BodyHandler<byte[]> limited() {
        return HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER);
    }

    private HttpRequest request(byte[] body, Duration longer) throws IOException {
        String known = authorization;
        if (known == null) {
            byte[] credentials = config.credentials().userAndPassword().getBytes(StandardCharsets.UTF_8);
            known = "Basic " + Base64.getEncoder().encodeToString(credentials);
            authorization = known;
        }
        return HttpRequest.newBuilder(config.uri())
                .timeout(config.requestTimeout().plus(longer))
                .header("Authorization", known)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private JsonNode result(String method, HttpResponse<byte[]> response) {
        switch (response.statusCode()) {
            case 401, 403 -> throw new ChainException(Kind.UNAUTHORIZED, "bitcoind at " + config.uri()
                    + " refuses us (HTTP " + response.statusCode() + "): check the RPC user and password or the cookie,"
                    + " and rpcallowip");
            case 503 -> throw new ChainException(Kind.BUSY, "bitcoind at " + config.uri()
                    + " has too many calls queued (rpcworkqueue), or is stopping");
            default -> { }
        }
        JsonNode answer = json(method, response);
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw failure(method, error);
        }
        if (!answer.has("result")) {
            throw notUnderstood(method, response, null);
        }
        return answer.get("result");
    }

    private JsonNode json(String method, HttpResponse<byte[]> response) {
        try {
            return MAPPER.readTree(response.body());
        } catch (IOException notJson) {
            throw notUnderstood(method, response, notJson);
        }
    }

    private ChainException notUnderstood(String method, HttpResponse<byte[]> response, IOException cause) {
        return new ChainException(Kind.REFUSED, "what answers at " + config.uri() + " is no bitcoind: HTTP "
                + response.statusCode() + " and no JSON-RPC result to " + method, cause);
    }

    private RuntimeException failure(String method, JsonNode error) {
        int code = error.path("code").asInt();
        String message = error.path("message").asText();
        return code == RpcError.IN_WARMUP
                ? new ChainException(Kind.BUSY, "bitcoind is starting up: " + message + " (" + method + ")")
                : new RpcError(code, message);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
