package lnhub.protocol.crypto;

import java.util.List;
import lnhub.protocol.units.Bytes32;

/**
 * The curve: the few operations that Lightning needs, by libsecp256k1 where it loads and by BouncyCastle elsewhere.
 * Inputs that are not on the curve, or results that would be the point at infinity, throw
 * {@link IllegalArgumentException}; nothing secret is in its text.
 */
public final class Secp256k1 {
    private static final Curve CURVE = choose();

    private Secp256k1() {
    }

    private static Curve choose() {
        try {
            return new NativeCurve();
        } catch (LinkageError | RuntimeException noBinaryForThisPlatform) {
            return new BouncyCastleCurve();
        }
    }

    /** Whether libsecp256k1 does the work: several times faster, and in constant time. */
    public static boolean isNative() {
        return CURVE instanceof NativeCurve;
    }

    /** Whether these 33 bytes are a compressed point on the curve. */
    public static boolean isValid(PublicKey key) {
        return CURVE.isPoint(key.unsafeArray());
    }

    /** Whether a secret is in the range 1 to n - 1. */
    public static boolean isValid(PrivateKey key) {
        return CURVE.isSecret(key.unsafeArray());
    }

    static PublicKey publicKey(PrivateKey key) {
        return point(() -> CURVE.publicKey(key.unsafeArray()));
    }

    /** A deterministic (RFC 6979), low-s signature. */
    public static Signature sign(Bytes32 hash, PrivateKey key) {
        return Signature.wrap(checked(() -> CURVE.sign(hash.unsafeArray(), key.unsafeArray())));
    }

    /** Low-s signatures only, as bitcoin's standardness rules and BOLT 2 want. A malformed one is simply not valid. */
    public static boolean verify(Bytes32 hash, Signature signature, PublicKey key) {
        return verify(hash, signature, key.unsafeArray());
    }

    /**
     * The index of the first of many signatures by one key that does not hold, or -1; see {@link #verify}.
     *
     * @param hashes as many as signatures
     */
    public static int firstInvalid(List<Bytes32> hashes, List<Signature> signatures, PublicKey key) {
        byte[] point = checked(() -> CURVE.expand(key.unsafeArray()));
        for (int i = 0; i < hashes.size(); i++) {
            if (!verify(hashes.get(i), signatures.get(i), point)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean verify(Bytes32 hash, Signature signature, byte[] point) {
        try {
            return CURVE.verify(hash.unsafeArray(), signature.unsafeArray(), point);
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    /** The signer of {@code hash}. @param recoveryId 0 to 3 */
    public static PublicKey recover(Bytes32 hash, Signature signature, int recoveryId) {
        return point(() -> CURVE.recover(hash.unsafeArray(), signature.unsafeArray(), recoveryId));
    }

    /** SHA-256 of the compressed product of secret and point: the ECDH of BOLT 4 and BOLT 8. */
    public static Bytes32 ecdh(PrivateKey secret, PublicKey point) {
        return Bytes32.wrap(checked(() -> CURVE.ecdh(secret.unsafeArray(), point.unsafeArray())));
    }

    /** point + tweak * G */
    public static PublicKey add(PublicKey point, Bytes32 tweak) {
        return point(() -> CURVE.addToPoint(point.unsafeArray(), tweak.unsafeArray()));
    }

    /** a + b */
    public static PublicKey add(PublicKey a, PublicKey b) {
        return point(() -> CURVE.addPoints(a.unsafeArray(), b.unsafeArray()));
    }

    /** tweak * point */
    public static PublicKey multiply(PublicKey point, Bytes32 tweak) {
        return point(() -> CURVE.multiplyPoint(point.unsafeArray(), tweak.unsafeArray()));
    }

    /** secret + tweak */
    public static PrivateKey add(PrivateKey secret, Bytes32 tweak) {
        return PrivateKey.wrap(checked(() -> CURVE.addToSecret(secret.unsafeArray(), tweak.unsafeArray())));
    }

    /** secret * tweak */
    public static PrivateKey multiply(PrivateKey secret, Bytes32 tweak) {
        return PrivateKey.wrap(checked(() -> CURVE.multiplySecret(secret.unsafeArray(), tweak.unsafeArray())));
    }

    private interface Computation {
        byte[] run();
    }

    private static PublicKey point(Computation computation) {
        return PublicKey.wrap(checked(computation));
    }

    /** The cause is dropped on purpose: a library's text might quote its input. */
    private static byte[] checked(Computation computation) {
        try {
            return computation.run();
        } catch (RuntimeException invalid) {
            throw new IllegalArgumentException("not a valid point or secret");
        }
    }
}
