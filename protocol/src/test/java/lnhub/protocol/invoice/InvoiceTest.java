package lnhub.protocol.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.Features;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvoiceTest {
    private static final PrivateKey KEY = PrivateKey.wrap(Hashes.sha256(new byte[] {3}).toArray());
    private static final Bytes32 HASH = Hashes.sha256(new byte[] {4});

    @Property(tries = 300)
    void roundTrip(@ForAll Random random) throws MalformedInvoice {
        Invoice invoice = invoice(random);
        String text = InvoiceCodec.encode(invoice, KEY);
        assertThat(InvoiceCodec.decode(text)).isEqualTo(invoice);
        assertThat(InvoiceCodec.decode(text.toUpperCase(Locale.ROOT))).isEqualTo(invoice);
    }

    @Property(tries = 2_000)
    void anyText(@ForAll @StringLength(max = 200) String text) {
        onlyMalformed(() -> text);
        onlyMalformed(() -> "lnbc1" + text);
    }

    /** Behind a valid checksum, where the parser's own rules are all that is left. */
    @Property(tries = 3_000)
    void anyWords(@ForAll @Size(max = 400) byte[] words, @ForAll Random random) {
        byte[] five = words.clone();
        for (int i = 0; i < five.length; i++) {
            five[i] &= 31;
        }
        onlyMalformed(() -> new Bech32("lnbcrt", five).encode());
        onlyMalformed(() -> InvoiceCodec.sign("lntb1m", five, KEY));
        byte[] fields = {0, 0, 0, 0, 0, 0, 0, (byte) random.nextInt(32), (byte) random.nextInt(32),
            (byte) random.nextInt(32)};
        byte[] more = Arrays.copyOf(fields, 1200);
        for (int i = fields.length; i < more.length; i++) {
            more[i] = (byte) random.nextInt(32);
        }
        onlyMalformed(() -> InvoiceCodec.sign("lntb1m", more, KEY));
    }

    /** Valid invoices with one field made wrong: more of the parser is reached. */
    @Property(tries = 1_000)
    void changedWords(@ForAll Random random) throws MalformedInvoice {
        Bech32 bech32 = Bech32.decode(InvoiceCodec.encode(invoice(random), KEY));
        byte[] words = bech32.words();
        byte[] data = Arrays.copyOf(words, words.length - Field.SIGNATURE_WORDS);
        for (int i = 0; i < 3; i++) {
            data[random.nextInt(data.length)] = (byte) random.nextInt(32);
        }
        onlyMalformed(() -> InvoiceCodec.sign(bech32.humanReadablePart(), data, KEY));
        words[random.nextInt(words.length)] ^= 1;
        onlyMalformed(() -> new Bech32(bech32.humanReadablePart(), words).encode());
    }

    /** A changed word recovers another key at best: never the payee's. */
    @Property(tries = 300)
    void nobodySignsForThePayee(@ForAll Random random) throws MalformedInvoice {
        Bech32 bech32 = Bech32.decode(InvoiceCodec.encode(invoice(random), KEY));
        byte[] words = bech32.words();
        words[random.nextInt(words.length - Field.SIGNATURE_WORDS)] ^= (byte) (1 + random.nextInt(31));
        try {
            Invoice forged = InvoiceCodec.decode(new Bech32(bech32.humanReadablePart(), words).encode());
            assertThat(forged.payee()).isNotEqualTo(KEY.publicKey());
        } catch (MalformedInvoice expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    @Property
    void amountRoundTrip(@ForAll @LongRange(min = 1, max = Invoice.MAX_AMOUNT_MSAT) long msat)
            throws MalformedInvoice {
        InvoicePrefix prefix = new InvoicePrefix(InvoiceNetwork.SIGNET, OptionalLong.of(msat));
        assertThat(InvoicePrefix.parse(prefix.text())).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "lnbc1, 100000000000", "lnbc20m, 2000000000", "lnbc2500u, 250000000", "lnbc1n, 100", "lnbc10p, 1",
        "lnbc21000000, 2100000000000000000"
    })
    void shortestAmounts(String text, long msat) throws MalformedInvoice {
        InvoicePrefix prefix = InvoicePrefix.parse(text);
        assertThat(prefix.amountMsat()).hasValue(msat);
        assertThat(prefix.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "lnbc1000m, 100000000000", "lnbc10000p, 1000", "lnbc21000000000000000000p, 2100000000000000000"
    })
    void longerAmountsAreReadToo(String text, long msat) throws MalformedInvoice {
        assertThat(InvoicePrefix.parse(text).amountMsat()).hasValue(msat);
    }

    @ParameterizedTest
    @CsvSource({
        "lnbc0, leading zero", "lnbc01m, leading zero", "lnbc1p, pico", "lnbc15p, pico", "lnbc1x, m u n p",
        "lnbc1mm, m u n p", "lnbc1m1, m u n p", "lnbc21000001, 21 million", "lnbc21000000000000000010p, 21 million",
        "lnbc100000000000000000000p, 20 digits", "lnbb1m, network", "ln1m, network", "lnbcm, network",
        "bc1, start with ln", "lnbc1\u0661, m u n p"
    })
    void wrongPrefixes(String text, String why) {
        assertThatThrownBy(() -> InvoicePrefix.parse(text)).isInstanceOf(MalformedInvoice.class)
                .satisfies(e -> assertThat(e.getMessage().replace(",", "")).contains(why));
    }

    @Test
    void lengthIsLimited() {
        assertThatThrownBy(() -> InvoiceCodec.decode("lnbc1" + "q".repeat(7085)))
                .isInstanceOf(MalformedInvoice.class).hasMessageContaining("7090 characters");
        assertThatThrownBy(() -> InvoiceCodec.decode("lnbc1" + "q".repeat(7084)))
                .isInstanceOf(MalformedInvoice.class).hasMessageContaining("checksum");
    }

    @Test
    void compulsoryFields() {
        byte[] hash = field(Field.PAYMENT_HASH, Words.ofBytes(HASH.toArray()));
        byte[] secret = field(Field.PAYMENT_SECRET, Words.ofBytes(HASH.toArray()));
        byte[] text = field(Field.DESCRIPTION, Words.ofBytes("x".getBytes(StandardCharsets.UTF_8)));
        byte[] textHash = field(Field.DESCRIPTION_HASH, Words.ofBytes(HASH.toArray()));
        refused("payment hash", secret, text);
        refused("payment secret", hash, text);
        refused("neither a description", hash, secret);
        refused("both a description", hash, secret, text, textHash);
        refused("not UTF-8", hash, secret, field(Field.DESCRIPTION, Words.ofBytes(new byte[] {(byte) 0xC3})));
        refused("begins with zero", hash, secret, text, field(Field.EXPIRY, new byte[] {0, 1}));
        refused("begins with zero", hash, secret, text, field(Field.FEATURES, new byte[] {0, 16, 8, 0}));
        refused("60 bits", hash, secret, text, field(Field.EXPIRY, filled(13)));
        refused("32 bits", hash, secret, text, field(Field.MIN_FINAL_CLTV_EXPIRY_DELTA, filled(7)));
        refused("51 bytes per hop", hash, secret, text, field(Field.ROUTING_HINT, filled(80)));
        refused("compressed public key", hash, secret, text, field(Field.ROUTING_HINT, new byte[82]));
        refused("not on the curve", hash, secret, text, field(Field.PAYEE, offTheCurve()));
        refused("bit 0 is compulsory", hash, secret, text, field(Field.FEATURES, new byte[] {1}));
        refused("beyond bit 5111", hash, secret, text, field(Field.FEATURES, featureBit5113()));
        refused("cut off", hash, secret, text, new byte[] {13, 0});
        refused("cut off", hash, secret, text, new byte[] {13, 0, 1});
    }

    @Test
    void signedByPayeeNamed() throws MalformedInvoice {
        byte[] payee = field(Field.PAYEE, Words.ofBytes(KEY.publicKey().toArray()));
        byte[] other = field(Field.PAYEE, Words.ofBytes(
                PrivateKey.wrap(HASH.toArray()).publicKey().toArray()));
        assertThat(InvoiceCodec.decode(signed(minimal(payee))).payee()).isEqualTo(KEY.publicKey());
        assertThatThrownBy(() -> InvoiceCodec.decode(signed(minimal(other))))
                .isInstanceOf(MalformedInvoice.class).hasMessageContaining("not the payee's");
    }

    @Test
    void fallbacksThatNobodyKnowsAreSkipped() throws MalformedInvoice {
        byte[] unknownVersion = field(Field.FALLBACK_ADDRESS, Arrays.copyOf(new byte[] {19}, 33));
        byte[] wrongSize = field(Field.FALLBACK_ADDRESS, Arrays.copyOf(new byte[] {17}, 32));
        byte[] empty = field(Field.FALLBACK_ADDRESS, new byte[0]);
        assertThat(InvoiceCodec.decode(signed(minimal(unknownVersion, wrongSize, empty))).fallbackAddresses())
                .isEmpty();
    }

    @Test
    void theFirstOfRepeatedFieldsCounts() throws MalformedInvoice {
        byte[] again = field(Field.PAYMENT_HASH, Words.ofBytes(Bytes32.ZEROES.toArray()));
        byte[] expiry = field(Field.EXPIRY, new byte[] {5});
        byte[] late = field(Field.EXPIRY, new byte[] {6});
        Invoice invoice = InvoiceCodec.decode(signed(minimal(again, expiry, late)));
        assertThat(invoice.paymentHash()).isEqualTo(HASH);
        assertThat(invoice.expirySeconds()).isEqualTo(5);
        assertThat(invoice.expiresAt()).isEqualTo(5);
    }

    @Test
    void onlyThePayeeSigns() {
        Invoice invoice = invoice(new Random(1));
        assertThatThrownBy(() -> InvoiceCodec.encode(invoice, PrivateKey.wrap(HASH.toArray())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not that of the payee");
        assertThat(invoice.toString()).doesNotContain(invoice.paymentSecret().toHex());
    }

    private static void refused(String why, byte[]... fields) {
        assertThatThrownBy(() -> InvoiceCodec.decode(signed(fields)))
                .isInstanceOf(MalformedInvoice.class).hasMessageContaining(why);
    }

    private static byte[][] minimal(byte[]... more) {
        List<byte[]> fields = new ArrayList<>(List.of(
                field(Field.PAYMENT_HASH, Words.ofBytes(HASH.toArray())),
                field(Field.PAYMENT_SECRET, Words.ofBytes(HASH.toArray())),
                field(Field.DESCRIPTION, new byte[0])));
        fields.addAll(List.of(more));
        return fields.toArray(byte[][]::new);
    }

    private static String signed(byte[]... fields) {
        byte[] data = new byte[Field.TIMESTAMP_WORDS];
        for (byte[] field : fields) {
            int at = data.length;
            data = Arrays.copyOf(data, at + field.length);
            System.arraycopy(field, 0, data, at, field.length);
        }
        return InvoiceCodec.sign("lnbc", data, KEY);
    }

    private static byte[] field(int type, byte[] words) {
        byte[] field = new byte[3 + words.length];
        field[0] = (byte) type;
        field[1] = (byte) (words.length >>> 5);
        field[2] = (byte) (words.length & 31);
        System.arraycopy(words, 0, field, 3, words.length);
        return field;
    }

    private static byte[] filled(int size) {
        byte[] words = new byte[size];
        Arrays.fill(words, (byte) 31);
        return words;
    }

    private static byte[] offTheCurve() {
        byte[] key = new byte[33];
        Arrays.fill(key, (byte) 0xFF);
        key[0] = 2;
        return Words.ofBytes(key);
    }

    private static byte[] featureBit5113() {
        byte[] words = new byte[1023];
        words[0] = 8;
        return words;
    }

    private static void onlyMalformed(Supplier<String> text) {
        try {
            assertThat(InvoiceCodec.decode(text.get())).isNotNull();
        } catch (MalformedInvoice expected) {
            assertThat(expected).hasMessageNotContaining("null");
        }
    }

    private static Invoice invoice(Random random) {
        boolean hashed = random.nextInt(4) == 0;
        return new Invoice(InvoiceNetwork.values()[random.nextInt(4)],
                random.nextBoolean() ? OptionalLong.empty()
                        : OptionalLong.of(1 + random.nextLong(Invoice.MAX_AMOUNT_MSAT)),
                random.nextLong(1L << 35), hash(random), hash(random),
                hashed ? Optional.empty() : Optional.of("ナ".repeat(random.nextInt(200))),
                hashed ? Optional.of(hash(random)) : Optional.empty(),
                random.nextBoolean() ? 3600 : random.nextLong(Invoice.MAX_EXPIRY_SECONDS + 1),
                random.nextLong(1L << 32),
                random.nextBoolean() ? List.of() : List.of(
                        new FallbackAddress(random.nextInt(1, 17), bytes(random, random.nextInt(2, 41))),
                        new FallbackAddress(random.nextInt(17, 19), bytes(random, 20))),
                random.nextBoolean() ? List.of() : List.of(hint(random), hint(random)),
                random.nextBoolean() ? Features.of(8, 14, 17, 49, 2 * random.nextInt(2500) + 1) : Features.EMPTY,
                random.nextBoolean() ? Optional.empty() : Optional.of(bytes(random, random.nextInt(640))),
                KEY.publicKey());
    }

    private static RoutingHint hint(Random random) {
        List<RoutingHint.Hop> hops = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(12); i++) {
            hops.add(new RoutingHint.Hop(KEY.publicKey(), new ShortChannelId(random.nextLong()),
                    random.nextLong(1L << 32), random.nextLong(1L << 32), random.nextInt(1 << 16)));
        }
        return new RoutingHint(hops);
    }

    private static Bytes32 hash(Random random) {
        return Bytes32.wrap(bytes(random, 32).toArray());
    }

    private static Bytes bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
