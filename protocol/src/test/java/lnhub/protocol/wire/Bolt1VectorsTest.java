package lnhub.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** BOLT 1's appendices A (BigSize), B (TLV) and C (message extension), read as data. */
class Bolt1VectorsTest {

    @TestFactory
    Stream<DynamicTest> bigSizeDecoding() throws IOException {
        return vectors("bigsize-decoding.json").map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
            WireReader reader = WireReader.of(Bytes.fromHex(vector.get("bytes").asText()));
            if (vector.has("exp_error")) {
                assertThatThrownBy(() -> reader.bigSize("value")).isInstanceOf(MalformedMessage.class);
            } else {
                assertThat(reader.bigSize("value")).isEqualTo(value(vector));
                assertThat(reader.isAtEnd()).isTrue();
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> bigSizeEncoding() throws IOException {
        return vectors("bigsize-encoding.json").map(vector -> DynamicTest.dynamicTest(name(vector), () ->
                assertThat(new WireWriter(1).bigSize(value(vector)).toBytes().toHex())
                        .isEqualTo(vector.get("bytes").asText())));
    }

    @TestFactory
    Stream<DynamicTest> tlvStreamsThatNeverDecode() throws IOException {
        JsonNode tlv = read("tlv.json");
        return Stream.of("invalid_any", "invalid_either")
                .flatMap(group -> stream(tlv.get(group)))
                .flatMap(vector -> Stream.of(refuses(vector, N1.NAMESPACE), refuses(vector, N2.NAMESPACE)));
    }

    @TestFactory
    Stream<DynamicTest> tlvStreamsThatDoNotDecodeInOneNamespace() throws IOException {
        JsonNode tlv = read("tlv.json");
        return Stream.concat(
                stream(tlv.get("invalid_n1")).map(vector -> refuses(vector, N1.NAMESPACE)),
                stream(tlv.get("invalid_n2")).map(vector -> refuses(vector, N2.NAMESPACE)));
    }

    @TestFactory
    Stream<DynamicTest> tlvStreamsThatAreIgnored() throws IOException {
        return stream(read("tlv.json").get("valid_either")).flatMap(vector ->
                Stream.of(N1.NAMESPACE, N2.NAMESPACE).map(namespace ->
                        DynamicTest.dynamicTest("0x" + vector.get("stream").asText(), () -> {
                            Bytes bytes = Bytes.fromHex(vector.get("stream").asText());
                            TlvStream stream = TlvCodec.decode(bytes, namespace);
                            assertThat(TlvCodec.encode(stream)).isEqualTo(bytes);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> tlvStreamsWithValues() throws IOException {
        return stream(read("tlv.json").get("valid_n1")).map(vector ->
                DynamicTest.dynamicTest("0x" + vector.get("stream").asText(), () -> {
                    Bytes bytes = Bytes.fromHex(vector.get("stream").asText());
                    TlvStream stream = TlvCodec.decode(bytes, N1.NAMESPACE);
                    assertThat(N1.describe(stream)).isEqualTo(vector.get("values").asText());
                    assertThat(TlvCodec.encode(stream)).isEqualTo(bytes);
                }));
    }

    /** "Any appending of an invalid stream to a valid stream", and of a higher valid stream to a lower one. */
    @Test
    void appendedTlvStreams() throws Exception {
        JsonNode tlv = read("tlv.json");
        for (JsonNode valid : tlv.get("valid_n1")) {
            for (JsonNode invalid : tlv.get("invalid_any")) {
                Bytes joined = Bytes.fromHex(valid.get("stream").asText() + invalid.get("stream").asText());
                assertThatThrownBy(() -> TlvCodec.decode(joined, N1.NAMESPACE)).isInstanceOf(MalformedMessage.class);
            }
        }
        Map<Long, String> byType = new TreeMap<>(Long::compareUnsigned);
        for (String group : new String[] {"valid_either", "valid_n1"}) {
            for (JsonNode valid : tlv.get(group)) {
                Bytes bytes = Bytes.fromHex(valid.get("stream").asText());
                if (!bytes.isEmpty()) {
                    byType.put(WireReader.of(bytes).bigSize("type"), bytes.toHex());
                }
            }
        }
        Bytes joined = Bytes.fromHex(String.join("", byType.values()));
        assertThat(TlvCodec.decode(joined, N1.NAMESPACE).records()).hasSize(byType.size());
    }

    @TestFactory
    Stream<DynamicTest> messageExtension() throws IOException {
        JsonNode vectors = read("init-extension.json");
        return Stream.concat(
                stream(vectors.get("valid")).map(vector -> DynamicTest.dynamicTest(hex(vector), () -> {
                    byte[] bytes = Bytes.fromHex(hex(vector)).toArray();
                    assertThat(MessageCodec.encode(MessageCodec.decode(bytes))).isEqualTo(bytes);
                })),
                stream(vectors.get("invalid")).map(vector -> DynamicTest.dynamicTest(hex(vector), () ->
                        assertThatThrownBy(() -> MessageCodec.decode(Bytes.fromHex(hex(vector))))
                                .isInstanceOf(MalformedMessage.class)
                                .hasMessageStartingWith("message type 16: "))));
    }

    @Test
    void truncatedIntegersHaveNoLeadingZeroAndNoMoreBytesThanTheirType() throws Exception {
        for (long value : new long[] {0, 1, 0xFF, 0x100, 0xFFFF, 0x10000, 0xFFFFFFFFL, 0x100000000L, -1}) {
            Bytes bytes = new WireWriter(8).truncated(value).toBytes();
            assertThat(WireReader.of(bytes).tu64("value")).isEqualTo(value);
            if (value >= 0 && value <= 0xFFFF) {
                assertThat(WireReader.of(bytes).tu16("value")).isEqualTo((int) value);
            } else {
                assertThatThrownBy(() -> WireReader.of(bytes).tu16("value")).isInstanceOf(MalformedMessage.class);
            }
            if (value >= 0 && value <= 0xFFFFFFFFL) {
                assertThat(WireReader.of(bytes).tu32("value")).isEqualTo(value);
            } else {
                assertThatThrownBy(() -> WireReader.of(bytes).tu32("value")).isInstanceOf(MalformedMessage.class);
            }
        }
        assertThatThrownBy(() -> WireReader.of(Bytes.fromHex("0001")).tu16("value"))
                .hasMessage("value: truncated integer has a leading zero");
    }

    /** Namespace n1 of Appendix B. */
    private static final class N1 {
        static final TlvNamespace NAMESPACE = new TlvNamespace(Map.of(
                1L, value -> value.tu64("amount_msat"),
                2L, value -> value.shortChannelId("scid"),
                3L, value -> {
                    value.point("node_id");
                    value.u64("amount_msat_1");
                    value.u64("amount_msat_2");
                },
                254L, value -> value.u16("cltv_delta")));

        static String describe(TlvStream stream) throws MalformedMessage {
            TlvStream.Tlv tlv = stream.records().getFirst();
            WireReader r = WireReader.of(tlv.value());
            return switch ((int) tlv.type()) {
                case 1 -> "`tlv1` `amount_msat`=" + Long.toUnsignedString(r.tu64(""));
                case 2 -> "`tlv2` `scid`=" + new ShortChannelId(r.u64(""));
                case 3 -> "`tlv3` `node_id`=" + r.point("") + " `amount_msat_1`=" + r.u64("")
                        + " `amount_msat_2`=" + r.u64("");
                default -> "`tlv4` `cltv_delta`=" + r.u16("");
            };
        }
    }

    /** Namespace n2 of Appendix B. */
    private static final class N2 {
        static final TlvNamespace NAMESPACE = new TlvNamespace(Map.of(
                0L, value -> value.tu64("amount_msat"),
                11L, value -> value.tu32("cltv_expiry")));
    }

    private static DynamicTest refuses(JsonNode vector, TlvNamespace namespace) {
        String hex = vector.get("stream").asText();
        return DynamicTest.dynamicTest(vector.get("reason").asText(), () ->
                assertThatThrownBy(() -> TlvCodec.decode(Bytes.fromHex(hex), namespace))
                        .isInstanceOf(MalformedMessage.class));
    }

    private static String hex(JsonNode vector) {
        return vector.get("message").asText();
    }

    private static String name(JsonNode vector) {
        return vector.get("name").asText();
    }

    private static long value(JsonNode vector) {
        return new BigInteger(vector.get("value").asText()).longValue();
    }

    private static Stream<JsonNode> vectors(String file) throws IOException {
        return stream(read(file));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read(String file) throws IOException {
        try (InputStream in = Bolt1VectorsTest.class.getResourceAsStream("/bolt01/" + file)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
