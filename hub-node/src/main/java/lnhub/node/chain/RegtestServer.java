package lnhub.node.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an embedded chain as bitcoind would: JSON-RPC over HTTP on the loopback interface, with a user and a password.
 * So several processes, and everything that speaks to a bitcoind, can share it.
 */
public final class RegtestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegtestServer.class);
    private static final String COOKIE_USER = "__cookie__";
    private static final int MAX_BODY = 4 << 20;
    /** As bitcoind's -rpcworkqueue. */
    private static final int MAX_CALLS = 64;
    private static final ObjectMapper MAPPER = mapper();

    private final RegtestRpc rpc;
    private final byte[] authorization;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private record Answer(int status, byte[] body) {
    }

    private RegtestServer(RegtestChain chain, int port, String user, String password) throws IOException {
        this.rpc = new RegtestRpc(chain);
        this.authorization = basic(user, password);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_CALLS);
    }

    /**
     * @param port 0 for any free one
     * @throws IOException when the port is taken
     */
    public static RegtestServer start(RegtestChain chain, int port, String user, String password)
            throws IOException {
        RegtestServer server = new RegtestServer(chain, port, user, password);
        server.server.createContext("/", server::handle);
        server.server.setExecutor(server.threads);
        server.server.start();
        return server;
    }

    /**
     * With a password of its own, new at every start, in a file that only its owner can read: bitcoind's cookie.
     *
     * @throws IOException when the port is taken or the file cannot be written
     */
    public static RegtestServer start(RegtestChain chain, int port, Path cookie) throws IOException {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        RegtestServer server = start(chain, port, COOKIE_USER, password);
        Files.deleteIfExists(cookie);
        Files.createFile(cookie,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(cookie, COOKIE_USER + ":" + password);
        return server;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Completes when a client has called {@code stop}; ending the server is the caller's. */
    public CompletableFuture<Void> stopRequested() {
        return stopped;
    }

    private static byte[] basic(String user, String password) {
        String credentials = user + ":" + password;
        return ("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory().setStreamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(MAX_BODY).maxNestingDepth(20).build());
        mapper.getFactory().configure(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN.mappedFeature(), true);
        return mapper;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
            exchange.getResponseBody().write(answer.body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!isAuthorized(exchange)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"jsonrpc\"");
            return new Answer(401, new byte[0]);
        }
        if (!"POST".equals(exchange.getRequestMethod())) {
            return new Answer(405, "JSONRPC server handles only POST requests".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return new Answer(413, new byte[0]);
        }
        if (!calls.tryAcquire()) {
            return new Answer(503, "Work queue depth exceeded".getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return call(body);
        } finally {
            calls.release();
        }
    }

    private boolean isAuthorized(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
    }

    private Answer call(byte[] body) throws JsonProcessingException {
        JsonNode request = null;
        try {
            request = parse(body);
            return result(request, run(request));
        } catch (RpcError error) {
            return failure(request, error);
        } catch (RuntimeException unexpected) {
            LOG.error("a call to the regtest chain failed", unexpected);
            return failure(request, new RpcError(RpcError.MISC, "internal error, see the log"));
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException malformed) {
            throw new RpcError(RpcError.PARSE, "Parse error");
        }
    }

    private JsonNode run(JsonNode request) {
        if (!request.isObject() || !request.path("method").isTextual()) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Missing or invalid method (batches are not served)");
        }
        JsonNode params = request.path("params");
        if (!params.isArray() && !params.isMissingNode() && !params.isNull()) {
            throw new RpcError(RpcError.INVALID_REQUEST, "Params must be an array (names are not served)");
        }
        String method = request.get("method").textValue();
        if (method.equals("stop")) {
            stopped.complete(null);
            return JsonNodeFactory.instance.textNode("Bitcoin Core stopping");
        }
        return rpc.call(method, new RpcParams(params.isArray() ? params : JsonNodeFactory.instance.arrayNode()));
    }

    private static boolean isVersion2(JsonNode request) {
        return request != null && request.path("jsonrpc").asText().equals("2.0");
    }

    private static Answer result(JsonNode request, JsonNode result) throws JsonProcessingException {
        ObjectNode json = envelope(request);
        json.set("result", result);
        if (!isVersion2(request)) {
            json.putNull("error");
        }
        return new Answer(200, MAPPER.writeValueAsBytes(json));
    }

    /** Version 1 of the protocol tells errors in the HTTP status too, version 2 does not. */
    private static Answer failure(JsonNode request, RpcError error) throws JsonProcessingException {
        ObjectNode json = envelope(request);
        if (!isVersion2(request)) {
            json.putNull("result");
        }
        json.putObject("error").put("code", error.code()).put("message", error.getMessage());
        int status = isVersion2(request) ? 200 : switch (error.code()) {
            case RpcError.INVALID_REQUEST -> 400;
            case RpcError.METHOD_NOT_FOUND -> 404;
            default -> 500;
        };
        return new Answer(status, MAPPER.writeValueAsBytes(json));
    }

    private static ObjectNode envelope(JsonNode request) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (isVersion2(request)) {
            json.put("jsonrpc", "2.0");
        }
        json.set("id", request == null ? JsonNodeFactory.instance.nullNode() : request.path("id").deepCopy());
        return json;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
