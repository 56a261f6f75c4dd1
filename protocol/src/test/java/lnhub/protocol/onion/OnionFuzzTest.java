package lnhub.protocol.onion;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.params.provider.MethodSource;

/** Onions, payloads and failures come from anybody: none of them makes the node throw. BOLT 4's are the seeds. */
class OnionFuzzTest {
    private static final PrivateKey NODE = key(4);
    private static final PrivateKey SESSION = key(5);
    private static final Bytes32 PAYMENT_HASH = Hashes.sha256(new byte[] {6});

    private static PrivateKey key(int number) {
        return PrivateKey.wrap(Hashes.sha256(new byte[] {(byte) number}).toArray());
    }

    static Stream<byte[]> onions() {
        byte[] ours = OnionBuilder.build(SESSION, List.of(NODE.publicKey(), key(7).publicKey()),
                List.of(payload(0), payload(1)), PAYMENT_HASH).onion().toArray();
        byte[] noPoint = ours.clone();
        Arrays.fill(noPoint, Sphinx.KEY_OFFSET + 1, Sphinx.PAYLOADS_OFFSET, (byte) 0xFF);
        byte[] newer = ours.clone();
        newer[0] = 1;
        byte[] damaged = ours.clone();
        damaged[700] ^= 1;
        byte[] vector = Vectors.bytes(Vectors.read("onion-test.json").get("onion")).toArray();
        return Stream.of(ours, noPoint, newer, damaged, vector);
    }

    private static Bytes payload(int hop) {
        return Vectors.withoutPrefix(Vectors.bytes(
                Vectors.read("onion-test.json").get("generate").get("hops").get(hop).get("payload")));
    }

    @MethodSource("onions")
    @FuzzTest
    void anyOnionIsPeeledOrBad(byte[] bytes) {
        if (bytes != null) {
            Bytes onion = Bytes.wrap(Arrays.copyOf(bytes, Sphinx.ONION_SIZE));
            PeelResult result = OnionPeeler.peel(NODE, onion, PAYMENT_HASH);
            switch (result) {
                case PeelResult.BadOnion bad -> {
                    assertThat(bad.failureCode()).isIn(FailureMessage.INVALID_ONION_VERSION,
                            FailureMessage.INVALID_ONION_KEY, FailureMessage.INVALID_ONION_HMAC);
                    assertThat(bad.sha256OfOnion()).isEqualTo(Hashes.sha256(onion.unsafeArray()));
                }
                case PeelResult.Peeled peeled -> check(peeled.onion());
            }
            assertThat(OnionPeeler.peel(NODE, onion, PAYMENT_HASH)).isEqualTo(result);
        }
    }

    static Stream<byte[]> contents() {
        return Stream.of("", "00", "01", "0200", "fc" + "00".repeat(252), "fd00fc", "fd0001", "fd04f1", "fd04f2",
                "fdffff", "fe00010000", "ff0000000000000001",
                "06" + "020101" + "040102", "0c" + "020101" + "060800000000000000" + "01" + "11".repeat(32))
                .map(hex -> Bytes.fromHex(hex).toArray());
    }

    /** What an authentic onion holds inside, as only its sender could have put it there. */
    @MethodSource("contents")
    @FuzzTest
    void anyContentOfAnAuthenticOnionIsPeeled(byte[] content) {
        if (content == null) {
            return;
        }
        PublicKey ephemeral = SESSION.publicKey();
        Bytes32 secret = Secp256k1.ecdh(SESSION, NODE.publicKey());
        byte[] hidden = Arrays.copyOf(content, Sphinx.PAYLOADS_SIZE);
        Sphinx.xorStream(Sphinx.key(Sphinx.RHO, secret), hidden);
        Mac mac = Sphinx.mac(Sphinx.key(Sphinx.MU, secret));
        mac.update(hidden);
        mac.update(PAYMENT_HASH.unsafeArray());
        byte[] onion = new byte[Sphinx.ONION_SIZE];
        System.arraycopy(ephemeral.unsafeArray(), 0, onion, Sphinx.KEY_OFFSET, PublicKey.SIZE);
        System.arraycopy(hidden, 0, onion, Sphinx.PAYLOADS_OFFSET, Sphinx.PAYLOADS_SIZE);
        System.arraycopy(mac.doFinal(), 0, onion, Sphinx.HMAC_OFFSET, Sphinx.MAC_SIZE);

        PeelResult result = OnionPeeler.peel(NODE, Bytes.wrap(onion), PAYMENT_HASH);
        assertThat(result).isInstanceOf(PeelResult.Peeled.class);
        check(((PeelResult.Peeled) result).onion());
    }

    private static void check(PeeledOnion peeled) {
        assertThat(peeled.nextOnion().length()).isEqualTo(peeled.last() ? 0 : Sphinx.ONION_SIZE);
        assertThat(peeled.payload().length()).isLessThan(Sphinx.PAYLOADS_SIZE - Sphinx.MAC_SIZE);
        checkPayload(peeled.payload(), peeled.last());
    }

    static Stream<byte[]> payloads() {
        return Stream.concat(Stream.of(0, 1, 2, 3, 4).map(hop -> payload(hop).toArray()),
                Stream.of("", "0200", "020101040102", "02010104010206080000000000000001", "0100020101",
                        "020101020101", "fe0000000100", "02fd00fd", "0208ffffffffffffffff0400",
                        "0821" + "22".repeat(33),
                        "02010104010208" + "20" + "11".repeat(32) + "1003aabbcc" + "ff0000000146c6616c" + "00")
                        .map(hex -> Bytes.fromHex(hex).toArray()));
    }

    @MethodSource("payloads")
    @FuzzTest
    void anyPayloadIsValidOrNamesWhatIsWrong(byte[] payload) {
        if (payload != null) {
            // No onion holds more.
            Bytes held = Bytes.wrap(Arrays.copyOf(payload, Math.min(payload.length, Sphinx.PAYLOADS_SIZE)));
            checkPayload(held, false);
            checkPayload(held, true);
        }
    }

    private static void checkPayload(Bytes payload, boolean last) {
        switch (HopPayload.decode(payload, last)) {
            case PayloadResult.Valid valid -> {
                assertThat(valid.payload()).isInstanceOf(last ? HopPayload.Final.class : HopPayload.Forward.class);
                assertThat(HopPayload.decode(valid.payload().encode(), last)).isEqualTo(valid);
            }
            case PayloadResult.Invalid invalid -> {
                assertThat(invalid.failure().offset()).isBetween(0, payload.length());
                assertThat(FailureMessage.decode(invalid.failure().encode())).isEqualTo(invalid.failure());
            }
        }
    }

    static Stream<byte[]> failures() {
        return Stream.concat(FailureTest.failures().map(failure -> (String) failure.get()[1]),
                Stream.of("", "40", "4016", "4016fd00", "1007ffff", "100700050102", "400f00"))
                .map(hex -> Bytes.fromHex(hex).toArray());
    }

    @MethodSource("failures")
    @FuzzTest
    void anyBytesAreAFailure(byte[] bytes) {
        if (bytes != null) {
            FailureMessage failure = FailureMessage.decode(Bytes.copyOf(bytes));
            assertThat(FailureMessage.decode(failure.encode())).isEqualTo(failure);
        }
    }
}
