package lnhub.protocol.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text is pasted is an invoice or malformed. The examples of BOLT 11 are the seeds. */
class InvoiceFuzzTest {
    private static final PrivateKey KEY = PrivateKey.wrap(Hashes.sha256(new byte[] {11}).toArray());
    /** So many words make a text of the longest length that is read. */
    private static final int MAX_WORDS = 6_900;

    static Stream<String> texts() {
        return Stream.of("valid.json", "invalid.json").flatMap(InvoiceFuzzTest::examples);
    }

    private static Stream<String> examples(String file) {
        try (InputStream in = InvoiceFuzzTest.class.getResourceAsStream("/bolt11/" + file)) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
                    .map((JsonNode example) -> example.get("invoice").asText());
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    /** What the examples sign: with the signature of {@link #KEY} instead of theirs. */
    static Stream<Arguments> signed() {
        return examples("valid.json").map(text -> {
            try {
                Bech32 bech32 = Bech32.decode(text.toLowerCase(Locale.ROOT));
                byte[] words = bech32.words();
                return Arguments.of(bech32.humanReadablePart(),
                        Arrays.copyOf(words, words.length - Field.SIGNATURE_WORDS));
            } catch (MalformedInvoice e) {
                throw new AssertionError(text, e);
            }
        });
    }

    @MethodSource("texts")
    @FuzzTest
    void anyTextIsAnInvoiceOrMalformed(String text) {
        if (text != null) {
            read(text);
        }
    }

    /** Random text never has a checksum and a signature, so these are put where a sender would. */
    @MethodSource("signed")
    @FuzzTest
    void anySignedDataIsAnInvoiceOrMalformed(String prefix, byte[] data) {
        if (prefix == null || data == null || data.length > MAX_WORDS || !isWritable(prefix)) {
            return;
        }
        byte[] words = new byte[data.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = (byte) (data[i] & 31);
        }
        String text;
        try {
            text = InvoiceCodec.sign(prefix, words, KEY);
        } catch (IllegalArgumentException tooLong) {
            assertThat(tooLong).hasMessageContaining("at most 7089 characters");
            return;
        }
        read(text);
    }

    /** Bech32 has a lower-case ASCII prefix; what has not is refused as text, which the other test does. */
    private static boolean isWritable(String prefix) {
        return !prefix.isEmpty() && prefix.chars().allMatch(c -> c > 32 && c < 127 && (c < 'A' || c > 'Z'));
    }

    private static void read(String text) {
        Invoice invoice;
        try {
            invoice = InvoiceCodec.decode(text);
        } catch (MalformedInvoice refused) {
            assertThat(refused).hasMessageMatching("(?s).{5,}");
            return;
        }
        if (invoice.payee().equals(KEY.publicKey())) {
            String written = InvoiceCodec.encode(invoice, KEY);
            assertThat(decoded(written)).isEqualTo(invoice);
            assertThat(InvoiceCodec.encode(decoded(written), KEY)).isEqualTo(written);
        }
    }

    private static Invoice decoded(String written) {
        try {
            return InvoiceCodec.decode(written);
        } catch (MalformedInvoice refused) {
            throw new AssertionError("what was read and written is refused: " + written, refused);
        }
    }
}
