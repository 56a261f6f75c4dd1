package lnhub.protocol.onion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** BOLT 4's JSON files, as data. */
final class Vectors {

    private Vectors() {
    }

    static JsonNode read(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/bolt04/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }

    static Bytes bytes(JsonNode hex) {
        return Bytes.fromHex(hex.asText());
    }

    static Bytes32 hash(JsonNode hex) {
        return Bytes32.fromHex(hex.asText());
    }

    static PublicKey point(JsonNode hex) {
        return PublicKey.fromHex(hex.asText());
    }

    static PrivateKey secret(JsonNode hex) {
        return PrivateKey.wrap(bytes(hex).toArray());
    }

    static <T> List<T> each(JsonNode array, Function<JsonNode, T> reader) {
        List<T> all = new ArrayList<>();
        array.forEach(node -> all.add(reader.apply(node)));
        return all;
    }

    /** The files' payloads carry their length prefix; ours do not. */
    static Bytes withoutPrefix(Bytes payload) {
        PayloadFrame frame = PayloadFrame.first(Arrays.copyOf(payload.unsafeArray(), Sphinx.PAYLOADS_SIZE));
        return payload.slice(frame.start(), frame.end());
    }
}
