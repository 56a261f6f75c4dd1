package lnhub.protocol.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OnionTest {
    private static final Bytes32 HASH = Hashes.sha256(new byte[] {1});
    private static final PrivateKey NODE = secret(7);
    private static final PrivateKey SESSION = secret(8);

    @Property(tries = 60)
    void everyHopReadsItsOwnPayload(@ForAll @Size(min = 1, max = 20) List<@IntRange(min = 2, max = 400) Integer> sizes,
            @ForAll Random random) {
        List<Bytes> payloads = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        int total = 0;
        for (int size : sizes) {
            total += PayloadFrame.sizeOf(size);
            payloads.add(random(random, size));
            keys.add(PrivateKey.wrap(random(random, 32).toArray()));
        }
        List<PublicKey> hops = keys.stream().map(PrivateKey::publicKey).toList();
        if (total > Sphinx.PAYLOADS_SIZE) {
            assertThatThrownBy(() -> OnionBuilder.build(SESSION, hops, payloads, HASH))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("of 1300");
            return;
        }
        BuiltOnion built = OnionBuilder.build(SESSION, hops, payloads, HASH);
        Bytes onion = built.onion();
        for (int i = 0; i < keys.size(); i++) {
            PeeledOnion peeled = peeled(OnionPeeler.peel(keys.get(i), onion, HASH));
            assertThat(peeled.payload()).isEqualTo(payloads.get(i));
            assertThat(peeled.sharedSecret()).isEqualTo(built.sharedSecrets().get(i));
            assertThat(peeled.last()).isEqualTo(i == keys.size() - 1);
            onion = peeled.nextOnion();
            assertThat(onion.length()).isEqualTo(peeled.last() ? 0 : 1366);
        }
    }

    @Test
    void onePayloadMayFillTheOnion() {
        Bytes payload = random(new Random(1), 1300 - 3 - 32);
        BuiltOnion built = OnionBuilder.build(SESSION, List.of(NODE.publicKey()), List.of(payload), HASH);
        assertThat(peeled(OnionPeeler.peel(NODE, built.onion(), HASH)).payload()).isEqualTo(payload);
    }

    @Test
    void aReplayedOnionIsPeeledAgain() {
        Bytes onion = onion(NODE, secret(9));
        assertThat(OnionPeeler.peel(NODE, onion, HASH)).isEqualTo(OnionPeeler.peel(NODE, onion, HASH));
    }

    @Test
    void unknownVersion() {
        Bytes onion = changed(onion(NODE), 0, 1);
        assertThat(OnionPeeler.peel(NODE, onion, HASH)).isEqualTo(new PeelResult.BadOnion(
                FailureMessage.INVALID_ONION_VERSION, Hashes.sha256(onion.unsafeArray())));
        assertThat(FailureMessage.INVALID_ONION_VERSION).isEqualTo(0xC004);
    }

    @Test
    void ephemeralKeyThatIsNoPoint() {
        Bytes noForm = changed(onion(NODE), 1, 0x04);
        byte[] noPoint = onion(NODE).toArray();
        Arrays.fill(noPoint, 2, 34, (byte) 0xFF);
        for (Bytes onion : List.of(noForm, Bytes.wrap(noPoint))) {
            assertThat(OnionPeeler.peel(NODE, onion, HASH)).isEqualTo(new PeelResult.BadOnion(
                    FailureMessage.INVALID_ONION_KEY, Hashes.sha256(onion.unsafeArray())));
        }
        assertThat(FailureMessage.INVALID_ONION_KEY).isEqualTo(0xC006);
    }

    @Property(tries = 200)
    void anyBitChangedAfterTheKeyIsNoticed(@ForAll @IntRange(min = 34, max = 1365) int at,
            @ForAll @IntRange(max = 7) int bit) {
        Bytes onion = onion(NODE);
        assertThat(bad(OnionPeeler.peel(NODE, changed(onion, at, onion.at(at) ^ 1 << bit), HASH)).failureCode())
                .isEqualTo(0xC005);
    }

    @Test
    void otherAssociatedDataOrNodeIsNoticed() {
        assertThat(bad(OnionPeeler.peel(NODE, onion(NODE), Bytes32.ZEROES)).failureCode()).isEqualTo(0xC005);
        assertThat(bad(OnionPeeler.peel(secret(3), onion(NODE), HASH)).failureCode()).isEqualTo(0xC005);
    }

    @Property(tries = 300)
    void garbageIsNeverMoreThanABadOnion(@ForAll Random random) {
        byte[] onion = random(random, 1366).toArray();
        onion[0] = (byte) random.nextInt(2);
        onion[1] = (byte) (2 + random.nextInt(3));
        assertThat(OnionPeeler.peel(NODE, Bytes.wrap(onion), HASH)).isInstanceOf(PeelResult.BadOnion.class);
    }

    /** Only the sender can frame a payload wrongly, so the answer must be one that it can read. */
    @Property(tries = 200)
    void wrongFrameInAnAuthenticOnionIsAnInvalidPayload(@ForAll Random random) {
        byte[][] frames = {{0}, {1}, {(byte) 0xFD, 0, 5}, {(byte) 0xFD, 0x04, (byte) 0xF2}, {(byte) 0xFE, 0, 0, 1, 0},
            {(byte) 0xFF}, {(byte) 0xFD, (byte) 0xFF, (byte) 0xFF}};
        byte[] payloads = random(random, 1300).toArray();
        byte[] frame = frames[random.nextInt(frames.length)];
        System.arraycopy(frame, 0, payloads, 0, frame.length);
        PeeledOnion peeled = peeled(OnionPeeler.peel(NODE, authentic(payloads), HASH));
        assertThat(HopPayload.decode(peeled.payload(), peeled.last())).isEqualTo(
                new PayloadResult.Invalid(new FailureMessage.InvalidOnionPayload(2, 0)));
    }

    @Test
    void aPayloadMayFillTheOnionToTheLastByteButNotBeyond() {
        byte[] payloads = new byte[1300];
        payloads[0] = (byte) 0xFD;
        payloads[1] = (byte) (1265 >>> 8);
        payloads[2] = (byte) 1265;
        assertThat(peeled(OnionPeeler.peel(NODE, authentic(payloads), HASH)).payload().length()).isEqualTo(1265);
        payloads[2] = (byte) 1266;
        assertThat(peeled(OnionPeeler.peel(NODE, authentic(payloads), HASH)).payload().length()).isZero();
    }

    @Test
    void builderRefusesWhatCannotBeSent() {
        List<PublicKey> hops = List.of(NODE.publicKey());
        assertThatThrownBy(() -> OnionBuilder.build(SESSION, List.of(), List.of(), HASH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OnionBuilder.build(SESSION, hops, List.of(), HASH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OnionBuilder.build(SESSION, hops, List.of(Bytes.wrap(new byte[1])), HASH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OnionBuilder.build(SESSION, hops, List.of(Bytes.wrap(new byte[1266])), HASH))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("payloads take 1301 bytes of 1300");
        assertThatThrownBy(() -> OnionPeeler.peel(NODE, Bytes.wrap(new byte[1365]), HASH))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsAreNotPrinted() {
        BuiltOnion built = OnionBuilder.build(SESSION, List.of(NODE.publicKey()), List.of(Bytes.wrap(new byte[9])),
                HASH);
        String secret = built.sharedSecrets().getFirst().toHex();
        assertThat(built.toString()).doesNotContain(secret);
        assertThat(peeled(OnionPeeler.peel(NODE, built.onion(), HASH)).toString()).doesNotContain(secret);
    }

    @Property(tries = 100)
    void alteredRecipientDataIsRefused(@ForAll Random random) {
        Bytes data = random(random, random.nextInt(100));
        RouteBlinding.BlindedRoute route =
                RouteBlinding.create(SESSION, List.of(NODE.publicKey()), List.of(data));
        Bytes encrypted = route.hops().getFirst().encryptedRecipientData();
        assertThat(RouteBlinding.unblind(NODE, route.firstPathKey(), encrypted).orElseThrow().recipientData())
                .isEqualTo(data);
        int at = random.nextInt(encrypted.length());
        assertThat(RouteBlinding.unblind(NODE, route.firstPathKey(), changed(encrypted, at, encrypted.at(at) ^ 1)))
                .isEmpty();
        assertThat(RouteBlinding.unblind(NODE, route.firstPathKey(), encrypted.slice(0, at))).isEmpty();
    }

    /** An onion for NODE whose decrypted hop payloads are exactly these bytes. */
    private static Bytes authentic(byte[] payloads) {
        Bytes32 secret = Secp256k1.ecdh(SESSION, NODE.publicKey());
        byte[] mix = payloads.clone();
        Sphinx.xorStream(Sphinx.key(Sphinx.RHO, secret), mix);
        var mac = Sphinx.mac(Sphinx.key(Sphinx.MU, secret));
        mac.update(mix);
        mac.update(HASH.unsafeArray());
        return new TlvWriter().fixed(0, 1).bytes(SESSION.publicKey().unsafeArray()).bytes(mix).bytes(mac.doFinal())
                .toBytes();
    }

    private static Bytes onion(PrivateKey... nodes) {
        List<PublicKey> hops = Arrays.stream(nodes).map(PrivateKey::publicKey).toList();
        List<Bytes> payloads = hops.stream().map(hop -> Bytes.wrap(new byte[20])).toList();
        return OnionBuilder.build(SESSION, hops, payloads, HASH).onion();
    }

    private static Bytes changed(Bytes bytes, int at, int value) {
        byte[] changed = bytes.toArray();
        changed[at] = (byte) value;
        return Bytes.wrap(changed);
    }

    private static PeeledOnion peeled(PeelResult result) {
        assertThat(result).isInstanceOf(PeelResult.Peeled.class);
        return ((PeelResult.Peeled) result).onion();
    }

    private static PeelResult.BadOnion bad(PeelResult result) {
        assertThat(result).isInstanceOf(PeelResult.BadOnion.class);
        return (PeelResult.BadOnion) result;
    }

    private static PrivateKey secret(int fill) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) fill);
        return PrivateKey.wrap(secret);
    }

    private static Bytes random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
