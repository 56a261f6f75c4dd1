package lnhub.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;

/**
 * The file node.json in a data folder: who the node is and where it listens, for whoever started it with port 0.
 * It is there while the node runs, and replaced in one piece, so a reader never sees half of it.
 */
public record NodeFile(PublicKey nodeId, InetSocketAddress lightning, InetSocketAddress grpc, long pid) {
    private static final String NAME = "node.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    public void write(Path dataFolder) throws IOException {
        var json = JSON.createObjectNode().put("nodeId", nodeId.toHex()).put("address", text(lightning))
                .put("rpc", text(grpc)).put("pid", pid);
        Path partial = dataFolder.resolve(NAME + ".partial");
        Files.writeString(partial, JSON.writeValueAsString(json) + "\n");
        Files.move(partial, dataFolder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Empty while there is none. @throws IOException when it cannot be read or is not what we write */
    public static Optional<NodeFile> read(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            return Optional.of(new NodeFile(PublicKey.fromHex(json.path("nodeId").asText()),
                    address(json.path("address").asText()), address(json.path("rpc").asText()),
                    json.path("pid").asLong()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    public static void delete(Path dataFolder) throws IOException {
        Files.deleteIfExists(dataFolder.resolve(NAME));
    }

    /** host:port, with an IPv6 address in brackets. */
    public static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("expected host:port, got \"" + text + "\"");
        }
        String host = text.substring(0, colon);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(bare, Integer.parseInt(text.substring(colon + 1)));
    }
}
