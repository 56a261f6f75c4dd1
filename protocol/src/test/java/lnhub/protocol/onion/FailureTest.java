package lnhub.protocol.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.onion.FailureMessage.UnknownFailure;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    private static final Bytes32 HASH = Hashes.sha256(new byte[] {2});
    private static final Bytes UPDATE = Bytes.fromHex("0102aabbcc");
    private static final String HASH_HEX = HASH.toHex();

    /** Codes and layouts as BOLT 4, "Failure Messages", lists them. */
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new FailureMessage.TemporaryNodeFailure(), "2002"),
                Arguments.of(new FailureMessage.PermanentNodeFailure(), "6002"),
                Arguments.of(new FailureMessage.RequiredNodeFeatureMissing(), "6003"),
                Arguments.of(new FailureMessage.InvalidOnionVersion(HASH), "c004" + HASH_HEX),
                Arguments.of(new FailureMessage.InvalidOnionHmac(HASH), "c005" + HASH_HEX),
                Arguments.of(new FailureMessage.InvalidOnionKey(HASH), "c006" + HASH_HEX),
                Arguments.of(new FailureMessage.TemporaryChannelFailure(UPDATE), "100700050102aabbcc"),
                Arguments.of(new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY), "10070000"),
                Arguments.of(new FailureMessage.PermanentChannelFailure(), "4008"),
                Arguments.of(new FailureMessage.RequiredChannelFeatureMissing(), "4009"),
                Arguments.of(new FailureMessage.UnknownNextPeer(), "400a"),
                Arguments.of(new FailureMessage.AmountBelowMinimum(258, UPDATE),
                        "100b000000000000010200050102aabbcc"),
                Arguments.of(new FailureMessage.FeeInsufficient(258, UPDATE), "100c000000000000010200050102aabbcc"),
                Arguments.of(new FailureMessage.IncorrectCltvExpiry(0xFFFF_FFFFL, UPDATE),
                        "100dffffffff00050102aabbcc"),
                Arguments.of(new FailureMessage.ExpiryTooSoon(UPDATE), "100e00050102aabbcc"),
                Arguments.of(new FailureMessage.IncorrectOrUnknownPaymentDetails(-1, 7),
                        "400fffffffffffffffff00000007"),
                Arguments.of(new FailureMessage.FinalIncorrectCltvExpiry(800_000), "0012000c3500"),
                Arguments.of(new FailureMessage.FinalIncorrectHtlcAmount(5), "00130000000000000005"),
                Arguments.of(new FailureMessage.ChannelDisabled(0, UPDATE), "1014000000050102aabbcc"),
                Arguments.of(new FailureMessage.ExpiryTooFar(), "0015"),
                Arguments.of(new FailureMessage.InvalidOnionPayload(10, 258), "40160a0102"),
                Arguments.of(new FailureMessage.InvalidOnionPayload(253, 0), "4016fd00fd0000"),
                Arguments.of(new FailureMessage.InvalidOnionPayload(65_536, 0), "4016fe000100000000"),
                Arguments.of(new FailureMessage.InvalidOnionPayload(-1, 0), "4016ffffffffffffffffff0000"),
                Arguments.of(new FailureMessage.MppTimeout(), "0017"),
                Arguments.of(new FailureMessage.InvalidOnionBlinding(HASH), "c018" + HASH_HEX),
                Arguments.of(new UnknownFailure(0x4055, Bytes.fromHex("01")), "405501"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyCode(FailureMessage failure, String hex) {
        assertThat(failure.encode().toHex()).isEqualTo(hex);
        assertThat(failure.code()).isEqualTo(Integer.parseInt(hex.substring(0, 4), 16));
        assertThat(FailureMessage.decode(Bytes.fromHex(hex))).isEqualTo(failure);
        if (!(failure instanceof UnknownFailure)) {
            assertThat(FailureMessage.decode(Bytes.fromHex(hex + "fe0123"))).isEqualTo(failure);
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void dataThatIsTooShortKeepsTheCode(FailureMessage failure, String hex) {
        Bytes encoded = Bytes.fromHex(hex);
        for (int end = 2; end < encoded.length(); end++) {
            assertThat(FailureMessage.decode(encoded.slice(0, end)))
                    .isEqualTo(new UnknownFailure(failure.code(), encoded.slice(2, end)));
        }
    }

    @Property(tries = 3_000)
    void garbageNeverThrows(@ForAll @Size(max = 60) byte[] message) {
        assertThat(FailureMessage.decode(Bytes.copyOf(message))).isNotNull();
    }

    @Test
    void flags() {
        FailureMessage hmac = new FailureMessage.InvalidOnionHmac(HASH);
        assertThat(hmac.isBadOnion() && hmac.isPermanent() && !hmac.isNodeFailure() && !hmac.isUpdate()).isTrue();
        FailureMessage node = new FailureMessage.TemporaryNodeFailure();
        assertThat(!node.isBadOnion() && !node.isPermanent() && node.isNodeFailure() && !node.isUpdate()).isTrue();
        assertThat(new FailureMessage.ExpiryTooSoon(Bytes.EMPTY).isUpdate()).isTrue();
    }

    @Test
    void malformedFromDownstream() {
        assertThat(FailureMessage.ofMalformed(0xC005, HASH)).isEqualTo(new FailureMessage.InvalidOnionHmac(HASH));
        assertThat(FailureMessage.ofMalformed(0xC004, HASH)).isEqualTo(new FailureMessage.InvalidOnionVersion(HASH));
        assertThat(FailureMessage.ofMalformed(0xC006, HASH)).isEqualTo(new FailureMessage.InvalidOnionKey(HASH));
        assertThat(FailureMessage.ofMalformed(0xC018, HASH)).isEqualTo(new FailureMessage.InvalidOnionBlinding(HASH));
        assertThat(FailureMessage.ofMalformed(0x8001, HASH)).isEqualTo(new UnknownFailure(0x8001, HASH.toBytes()));
        assertThatThrownBy(() -> FailureMessage.ofMalformed(0x4005, HASH))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("BADONION");
    }

    @Test
    void aReasonHasTheSizeThatEveryNodeKnows() {
        assertThat(FailureOnion.create(HASH, new FailureMessage.MppTimeout()).length()).isEqualTo(292);
        FailureMessage big = new FailureMessage.ExpiryTooSoon(Bytes.wrap(new byte[500]));
        assertThat(FailureOnion.create(HASH, big).length()).isEqualTo(32 + 4 + 504);
    }

    @Property(tries = 100)
    void theFailingHopIsFound(@ForAll @IntRange(min = 1, max = 30) int hops, @ForAll Random random) {
        List<Bytes32> secrets = secrets(hops, random);
        int failing = random.nextInt(hops);
        FailureMessage failure = new FailureMessage.ExpiryTooSoon(Bytes.wrap(new byte[random.nextInt(600)]));
        Bytes reason = FailureOnion.create(secrets.get(failing), failure);
        for (int i = failing - 1; i >= 0; i--) {
            reason = FailureOnion.wrap(secrets.get(i), reason);
        }
        assertThat(FailureOnion.unwrap(secrets, reason))
                .contains(new FailureOnion.Attributed(failing, failure));
        byte[] garbled = reason.toArray();
        garbled[random.nextInt(garbled.length)] ^= 1;
        assertThat(FailureOnion.unwrap(secrets, Bytes.wrap(garbled))).isEmpty();
    }

    @Property(tries = 200)
    void garbageIsAttributedToNobody(@ForAll @Size(max = 300) byte[] reason, @ForAll Random random) {
        assertThat(FailureOnion.unwrap(secrets(3, random), Bytes.copyOf(reason))).isEmpty();
        assertThat(FailureOnion.unwrap(List.of(), Bytes.copyOf(reason))).isEmpty();
    }

    /** An authentic packet whose lengths lie still names its hop; what it says is unreadable. */
    @Test
    void lyingLengths() {
        for (String content : List.of("00000000", "ffff2002", "0001200000")) {
            byte[] body = Bytes.fromHex(content).toArray();
            byte[] hmac = Sphinx.mac(Sphinx.key(Sphinx.UM, HASH)).doFinal(body);
            Bytes reason = FailureOnion.wrap(HASH, new TlvWriter().bytes(hmac).bytes(body).toBytes());
            assertThat(FailureOnion.unwrap(List.of(HASH), reason).orElseThrow().hopIndex()).isZero();
        }
    }

    private static List<Bytes32> secrets(int count, Random random) {
        List<Bytes32> secrets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            secrets.add(Bytes32.wrap(secret));
        }
        return secrets;
    }
}
