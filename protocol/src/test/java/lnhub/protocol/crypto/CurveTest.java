package lnhub.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The native library and the fallback, each against the other. */
class CurveTest {
    private static final String N = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    private static final Curve NATIVE = new NativeCurve();
    private static final Curve JAVA = new BouncyCastleCurve();

    @Provide
    Arbitrary<byte[]> scalars() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofSize(32);
        Arbitrary<byte[]> edges = Arbitraries.of("00".repeat(32), "00".repeat(31) + "01", N,
                N.substring(0, 62) + "40", N.substring(0, 62) + "42", "ff".repeat(32)).map(HexFormat.of()::parseHex);
        return Arbitraries.frequencyOf(Tuple.of(9, any), Tuple.of(1, edges));
    }

    @Example
    void theNativeOneIsChosenHere() {
        assertThat(Secp256k1.isNative()).isTrue();
    }

    @Property(tries = 200)
    void agreeOnSecrets(@ForAll("scalars") byte[] secret, @ForAll("scalars") byte[] tweak) {
        assertThat(JAVA.isSecret(secret)).isEqualTo(NATIVE.isSecret(secret));
        agree(curve -> curve.publicKey(secret));
        agree(curve -> curve.addToSecret(secret, tweak));
        agree(curve -> curve.multiplySecret(secret, tweak));
    }

    @Property(tries = 200)
    void agreeOnPoints(@ForAll("scalars") byte[] secret, @ForAll("scalars") byte[] other) {
        if (!NATIVE.isSecret(secret)) {
            return;
        }
        byte[] point = NATIVE.publicKey(secret);
        agree(curve -> curve.expand(point));
        agree(curve -> curve.addToPoint(point, other));
        agree(curve -> curve.multiplyPoint(point, other));
        agree(curve -> curve.ecdh(other, point));
        if (NATIVE.isSecret(other)) {
            agree(curve -> curve.addPoints(point, NATIVE.publicKey(other)));
        }
        byte[] opposite = point.clone();
        opposite[0] ^= 1;
        agree(curve -> curve.addPoints(point, opposite));
    }

    @Property(tries = 200)
    void agreeOnWhatIsAPoint(@ForAll("scalars") byte[] x, @ForAll boolean odd) {
        byte[] encoded = new byte[33];
        encoded[0] = (byte) (odd ? 3 : 2);
        System.arraycopy(x, 0, encoded, 1, 32);
        assertThat(JAVA.isPoint(encoded)).isEqualTo(NATIVE.isPoint(encoded));
    }

    @Property(tries = 200)
    void agreeOnSignatures(@ForAll("scalars") byte[] secret, @ForAll("scalars") byte[] hash, @ForAll int damage) {
        agree(curve -> curve.sign(hash, secret));
        if (!NATIVE.isSecret(secret)) {
            return;
        }
        byte[] point = NATIVE.publicKey(secret);
        byte[] signature = NATIVE.sign(hash, secret);
        assertThat(JAVA.verify(hash, signature, JAVA.expand(point))).isTrue();
        assertThat(NATIVE.verify(hash, signature, NATIVE.expand(point))).isTrue();
        assertThat(JAVA.verify(hash, signature, point)).isTrue();
        agreeOnRecovery(hash, signature, point);
        byte[] damaged = signature.clone();
        damaged[Math.floorMod(damage, 64)] ^= (byte) (1 + (damage >>> 8 & 0x7F));
        assertThat(verifies(JAVA, hash, damaged, point)).isEqualTo(verifies(NATIVE, hash, damaged, point));
        assertThat(verifies(JAVA, hash, highS(signature), point)).isFalse();
        assertThat(verifies(NATIVE, hash, highS(signature), point)).isFalse();
    }

    private static void agreeOnRecovery(byte[] hash, byte[] signature, byte[] point) {
        boolean found = false;
        for (int id = 0; id < 4; id++) {
            int recoveryId = id;
            byte[] recovered = agree(curve -> curve.recover(hash, signature, recoveryId));
            found |= recovered != null && Arrays.equals(recovered, point);
        }
        assertThat(found).isTrue();
    }

    private static byte[] highS(byte[] signature) {
        BigInteger n = new BigInteger(N, 16);
        byte[] s = n.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
        byte[] high = signature.clone();
        int from = Math.max(0, s.length - 32);
        System.arraycopy(s, from, high, 64 - (s.length - from), s.length - from);
        return high;
    }

    private static boolean verifies(Curve curve, byte[] hash, byte[] signature, byte[] point) {
        try {
            return curve.verify(hash, signature, point);
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    private interface Operation {
        byte[] on(Curve curve);
    }

    /** The common result, or null when both refuse. */
    private static byte[] agree(Operation operation) {
        byte[] nativeResult = result(operation, NATIVE);
        assertThat(result(operation, JAVA)).isEqualTo(nativeResult);
        return nativeResult;
    }

    private static byte[] result(Operation operation, Curve curve) {
        try {
            return operation.on(curve);
        } catch (RuntimeException refused) {
            return null;
        }
    }

    @Example
    void theFirstInvalidOneOfManySignaturesIsNamed() {
        PrivateKey key = PrivateKey.wrap(HexFormat.of().parseHex("01".repeat(32)));
        List<Bytes32> hashes = Stream.of("02", "03", "04").map(hex -> Bytes32.fromHex(hex.repeat(32))).toList();
        List<Signature> right = hashes.stream().map(hash -> Secp256k1.sign(hash, key)).toList();
        List<Signature> swapped = List.of(right.get(0), right.get(2), right.get(1));
        assertThat(Secp256k1.firstInvalid(hashes, right, key.publicKey())).isEqualTo(-1);
        assertThat(Secp256k1.firstInvalid(hashes, swapped, key.publicKey())).isEqualTo(1);
        assertThat(Secp256k1.firstInvalid(List.of(), List.of(), key.publicKey())).isEqualTo(-1);
    }
}
