package lnhub.protocol.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of BOLT 11, "Examples" and "Examples of Invalid Invoices". */
class InvoiceExamplesTest {
    private static final PrivateKey SIGNER = PrivateKey.wrap(Bytes.fromHex(
            "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734").toArray());
    private static final BigInteger CURVE_ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final String PAYMENT_HASH = "0001020304050607080900010203040506070809000102030405060708090102";
    private static final String PAYMENT_SECRET = "11".repeat(32);

    static Stream<Arguments> valid() {
        return examples("valid.json");
    }

    static Stream<Arguments> invalid() {
        return examples("invalid.json");
    }

    private static Stream<Arguments> examples(String file) {
        try (InputStream in = InvoiceExamplesTest.class.getResourceAsStream("/bolt11/" + file)) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
                    .map(example -> Arguments.of(example.get("title").asText(), example));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validExampleIsRead(String title, JsonNode example) throws MalformedInvoice {
        JsonNode expected = example.get("expected");
        Invoice invoice = InvoiceCodec.decode(example.get("invoice").asText());
        assertThat(invoice.network().prefix()).isEqualTo(text(expected, "network").orElse("bc"));
        assertThat(invoice.amountMsat()).isEqualTo(expected.has("amountMsat")
                ? OptionalLong.of(expected.get("amountMsat").asLong()) : OptionalLong.empty());
        assertThat(invoice.timestamp()).isEqualTo(number(expected, "timestamp", 1_496_314_658));
        assertThat(invoice.paymentHash().toHex()).isEqualTo(text(expected, "paymentHash").orElse(PAYMENT_HASH));
        assertThat(invoice.paymentSecret().toHex()).isEqualTo(PAYMENT_SECRET);
        assertThat(invoice.description()).isEqualTo(text(expected, "description"));
        assertThat(invoice.descriptionHash().map(Bytes32::toHex)).isEqualTo(text(expected, "descriptionHash"));
        assertThat(invoice.expirySeconds()).isEqualTo(number(expected, "expirySeconds", 3600));
        assertThat(invoice.minFinalCltvExpiryDelta()).isEqualTo(number(expected, "minFinalCltvExpiryDelta", 18));
        assertThat(invoice.fallbackAddresses()).isEqualTo(fallbacks(expected));
        assertThat(invoice.routingHints().stream().map(InvoiceExamplesTest::describe).toList())
                .isEqualTo(hints(expected));
        assertThat(invoice.features()).isEqualTo(features(expected));
        assertThat(invoice.paymentMetadata().map(Bytes::toHex)).isEqualTo(text(expected, "paymentMetadata"));
        if (!title.contains("high-S")) {
            assertThat(invoice.payee()).isEqualTo(SIGNER.publicKey());
        }
    }

    /** The same words signed again give the same text: prefix, digest, signature, recovery id and checksum fit. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validExampleIsSigned(String title, JsonNode example) throws MalformedInvoice {
        String text = example.get("invoice").asText().toLowerCase(Locale.ROOT);
        Bech32 bech32 = Bech32.decode(text);
        int size = bech32.words().length - Field.SIGNATURE_WORDS;
        String signed = InvoiceCodec.sign(bech32.humanReadablePart(), Arrays.copyOf(bech32.words(), size), SIGNER);
        if (title.contains("high-S")) {
            assertThat(signed).isNotEqualTo(text).hasSameSizeAs(text);
        } else {
            assertThat(signed).isEqualTo(text);
        }
        if (example.has("signature")) {
            assertThat(Bytes.wrap(Words.toBytes(bech32.words(), size, bech32.words().length)).slice(0, 64).toHex())
                    .isEqualTo(example.get("signature").asText());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validExampleIsWrittenAndReadAgain(String title, JsonNode example) throws MalformedInvoice {
        Invoice invoice = InvoiceCodec.decode(example.get("invoice").asText());
        if (invoice.payee().equals(SIGNER.publicKey())) {
            assertThat(InvoiceCodec.decode(InvoiceCodec.encode(invoice, SIGNER))).isEqualTo(invoice);
        } else {
            assertThat(title).contains("high-S");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void invalidExampleIsRefused(String title, JsonNode example) {
        assertThatThrownBy(() -> InvoiceCodec.decode(example.get("invoice").asText()))
                .isInstanceOf(MalformedInvoice.class)
                .hasMessageContaining(example.get("why").asText());
    }

    /** What is wrong with the last example is its high s and nothing else: with the low one it is fine. */
    @Test
    void highSignatureIsRefusedOnlyForItsS() throws MalformedInvoice {
        JsonNode example = (JsonNode) invalid().filter(arguments -> arguments.get()[0].toString().contains("high-S"))
                .findFirst().orElseThrow().get()[1];
        Bech32 bech32 = Bech32.decode(example.get("invoice").asText());
        byte[] words = bech32.words();
        int size = words.length - Field.SIGNATURE_WORDS;
        byte[] signed = Words.toBytes(words, size, words.length);
        BigInteger s = CURVE_ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(signed, 32, 64)));
        byte[] low = Bytes.fromHex(String.format("%064x", s)).toArray();
        System.arraycopy(low, 0, signed, 32, 32);
        System.arraycopy(Words.ofBytes(signed), 0, words, size, Field.SIGNATURE_WORDS);
        assertThat(InvoiceCodec.decode(new Bech32(bech32.humanReadablePart(), words).encode()).payee())
                .isEqualTo(SIGNER.publicKey());
    }

    private static Optional<String> text(JsonNode expected, String name) {
        return Optional.ofNullable(expected.get(name)).map(JsonNode::asText);
    }

    private static long number(JsonNode expected, String name, long otherwise) {
        return expected.has(name) ? expected.get(name).asLong() : otherwise;
    }

    private static List<FallbackAddress> fallbacks(JsonNode expected) {
        JsonNode fallback = expected.get("fallback");
        return fallback == null ? List.of() : List.of(
                new FallbackAddress(fallback.get(0).asInt(), Bytes.fromHex(fallback.get(1).asText())));
    }

    private static List<List<String>> hints(JsonNode expected) {
        List<String> hops = new ArrayList<>();
        for (JsonNode hop : expected.path("routingHint")) {
            hops.add(PublicKey.fromHex(hop.get("nodeId").asText()) + " " + hop.get("shortChannelId").asText() + " "
                    + hop.get("feeBaseMsat") + " " + hop.get("feeProportionalMillionths") + " "
                    + hop.get("cltvExpiryDelta"));
        }
        return hops.isEmpty() ? List.of() : List.of(hops);
    }

    private static List<String> describe(RoutingHint hint) {
        return hint.hops().stream().map(hop -> hop.nodeId() + " " + hop.shortChannelId() + " " + hop.feeBaseMsat()
                + " " + hop.feeProportionalMillionths() + " " + hop.cltvExpiryDelta()).toList();
    }

    private static Features features(JsonNode expected) {
        return Features.of(StreamSupport.stream(expected.get("features").spliterator(), false)
                .mapToInt(JsonNode::asInt).toArray());
    }
}
