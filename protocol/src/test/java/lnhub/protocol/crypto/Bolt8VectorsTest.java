package lnhub.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** BOLT 8, Appendix A, read as data: what each side says, or the error with which it must give up. */
class Bolt8VectorsTest {

    @TestFactory
    Stream<DynamicTest> handshakes() throws IOException {
        return StreamSupport.stream(read("handshake.json").spliterator(), false).map(vector ->
                DynamicTest.dynamicTest(vector.get("name").asText(), () ->
                        assertThat(outputs(vector)).isEqualTo(expected(vector))));
    }

    @Test
    void messagesAcrossTwoRotations() throws Exception {
        JsonNode vector = read("messages.json");
        Bytes32 chainingKey = Bytes32.wrap(bytes(vector, "ck"));
        TransportCipher sender = new TransportCipher(chainingKey, bytes(vector, "sk"), bytes(vector, "rk"));
        TransportCipher receiver = new TransportCipher(chainingKey, bytes(vector, "rk"), bytes(vector, "sk"));
        byte[] hello = {'h', 'e', 'l', 'l', 'o'};
        int checked = 0;
        for (int i = 0; i <= 1001; i++) {
            byte[] frame = new byte[hello.length + TransportCipher.OVERHEAD];
            assertThat(sender.encrypt(hello, frame, 0)).isEqualTo(frame.length);
            JsonNode expected = vector.get("outputs").get(String.valueOf(i));
            if (expected != null) {
                assertThat(HexFormat.of().formatHex(frame)).as("output %d", i).isEqualTo(expected.asText());
                checked++;
            }
            assertThat(decrypt(receiver, frame)).isEqualTo(hello);
        }
        assertThat(checked).isEqualTo(6);
    }

    private static byte[] decrypt(TransportCipher cipher, byte[] frame) throws Exception {
        int length = cipher.decryptLength(frame);
        byte[] message = new byte[length];
        byte[] body = Arrays.copyOfRange(frame, TransportCipher.HEADER_SIZE, frame.length);
        cipher.decrypt(body, body.length, message);
        return message;
    }

    private static List<String> outputs(JsonNode vector) {
        boolean initiator = vector.get("name").asText().startsWith("transport-initiator");
        List<String> outputs = new ArrayList<>();
        try {
            if (initiator) {
                initiate(vector, outputs);
            } else {
                respond(vector, outputs);
            }
        } catch (HandshakeFailed failure) {
            outputs.add(failure.getMessage());
        }
        return outputs;
    }

    private static void initiate(JsonNode vector, List<String> outputs) throws HandshakeFailed {
        NoiseHandshake.Initiator initiator = new NoiseHandshake.Initiator(
                secret(vector, "ls.priv"), PublicKey.wrap(bytes(vector, "rs.pub")), secret(vector, "e.priv"));
        outputs.add(HexFormat.of().formatHex(initiator.actOne()));
        initiator.readActTwo(inputs(vector).getFirst());
        outputs.add(HexFormat.of().formatHex(initiator.actThree()));
        outputs.add("keys agree: " + agree(initiator.established().cipher(), vector, true));
    }

    private static void respond(JsonNode vector, List<String> outputs) throws HandshakeFailed {
        NoiseHandshake.Responder responder =
                new NoiseHandshake.Responder(secret(vector, "ls.priv"), secret(vector, "e.priv"));
        List<byte[]> inputs = inputs(vector);
        outputs.add(HexFormat.of().formatHex(responder.actTwo(inputs.getFirst())));
        NoiseHandshake.Established established = responder.readActThree(inputs.getLast());
        assertThat(established.remoteNodeId().toHex())
                .isEqualTo("034f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa");
        outputs.add("keys agree: " + agree(established.cipher(), vector, false));
    }

    /** The keys stay inside; that they are the expected ones shows in what they can read. */
    private static boolean agree(TransportCipher cipher, JsonNode vector, boolean initiator) {
        String keys = vector.get("steps").get(vector.get("steps").size() - 1).get("output").asText();
        String[] parts = keys.substring(keys.indexOf('=') + 1).split(",");
        byte[] theirReceivingKey = HexFormat.of().parseHex(parts[initiator ? 0 : 1]);
        byte[] theirSendingKey = HexFormat.of().parseHex(parts[initiator ? 1 : 0]);
        TransportCipher peer = new TransportCipher(Bytes32.ZEROES, theirSendingKey, theirReceivingKey);
        byte[] message = {1, 2, 3};
        byte[] frame = new byte[message.length + TransportCipher.OVERHEAD];
        try {
            cipher.encrypt(message, frame, 0);
            boolean sent = Arrays.equals(decrypt(peer, frame), message);
            peer.encrypt(message, frame, 0);
            return sent && Arrays.equals(decrypt(cipher, frame), message);
        } catch (Exception wrongKeys) {
            return false;
        }
    }

    private static List<String> expected(JsonNode vector) {
        List<String> expected = new ArrayList<>();
        for (JsonNode step : vector.get("steps")) {
            if (step.has("output")) {
                String text = step.get("output").asText();
                if (text.startsWith("ERROR")) {
                    expected.add(text.replaceAll("ERROR \\((\\w+).*", "$1"));
                } else {
                    expected.add(text.contains("=") ? "keys agree: true" : text);
                }
            }
        }
        return expected;
    }

    private static List<byte[]> inputs(JsonNode vector) {
        List<byte[]> inputs = new ArrayList<>();
        for (JsonNode step : vector.get("steps")) {
            if (step.has("input")) {
                inputs.add(HexFormat.of().parseHex(step.get("input").asText()));
            }
        }
        return inputs;
    }

    private static PrivateKey secret(JsonNode vector, String field) {
        return PrivateKey.wrap(bytes(vector, field));
    }

    private static byte[] bytes(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.get(field).asText());
    }

    private static JsonNode read(String file) throws IOException {
        try (InputStream in = Bolt8VectorsTest.class.getResourceAsStream("/bolt08/" + file)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
