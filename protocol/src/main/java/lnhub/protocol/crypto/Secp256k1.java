package lnhub.protocol.crypto;

import lnhub.protocol.units.Bytes32;

/**
 * The curve. One native library (libsecp256k1) behind the few operations Lightning needs.
 * Inputs that are not on the curve, or results that would be the point at infinity, throw
 * {@link IllegalArgumentException}; nothing secret is in its text.
 */
public final class Secp256k1 {
    private static final fr.acinq.secp256k1.Secp256k1 LIBRARY = fr.acinq.secp256k1.Secp256k1.Companion;

    private Secp256k1() {
    }

    /** Whether these 33 bytes are a compressed point on the curve. */
    public static boolean isValid(PublicKey key) {
        try {
            LIBRARY.pubkeyParse(key.unsafeArray());
            return true;
        } catch (RuntimeException notAPoint) {
            return false;
        }
    }

    /** Whether a secret is in the range 1 to n - 1. */
    public static boolean isValid(PrivateKey key) {
        return LIBRARY.secKeyVerify(key.unsafeArray());
    }

    static PublicKey publicKey(PrivateKey key) {
        return checked(() -> LIBRARY.pubKeyCompress(LIBRARY.pubkeyCreate(key.unsafeArray())));
    }

    /** A deterministic (RFC 6979), low-s signature. */
    public static Signature sign(Bytes32 hash, PrivateKey key) {
        return Signature.wrap(LIBRARY.sign(hash.unsafeArray(), key.unsafeArray(), null));
    }

    /** Low-s signatures only, as bitcoin's standardness rules and BOLT 2 want. A malformed one is simply not valid. */
    public static boolean verify(Bytes32 hash, Signature signature, PublicKey key) {
        try {
            return LIBRARY.verify(signature.unsafeArray(), hash.unsafeArray(), key.unsafeArray());
        } catch (RuntimeException malformed) {
            return false;
        }
    }

    /** The signer of {@code hash}. @param recoveryId 0 to 3 */
    public static PublicKey recover(Bytes32 hash, Signature signature, int recoveryId) {
        return checked(() -> LIBRARY.pubKeyCompress(
                LIBRARY.ecdsaRecover(signature.unsafeArray(), hash.unsafeArray(), recoveryId)));
    }

    /** SHA-256 of the compressed product of secret and point: the ECDH of BOLT 4 and BOLT 8. */
    public static Bytes32 ecdh(PrivateKey secret, PublicKey point) {
        try {
            return Bytes32.wrap(LIBRARY.ecdh(secret.unsafeArray(), point.unsafeArray()));
        } catch (RuntimeException invalid) {
            throw new IllegalArgumentException("not a valid point or secret");
        }
    }

    /** point + tweak * G */
    public static PublicKey add(PublicKey point, Bytes32 tweak) {
        return checked(() -> LIBRARY.pubKeyCompress(
                LIBRARY.pubKeyTweakAdd(point.toArray(), tweak.unsafeArray())));
    }

    /** a + b */
    public static PublicKey add(PublicKey a, PublicKey b) {
        return checked(() -> LIBRARY.pubKeyCompress(
                LIBRARY.pubKeyCombine(new byte[][] {a.unsafeArray(), b.unsafeArray()})));
    }

    /** tweak * point */
    public static PublicKey multiply(PublicKey point, Bytes32 tweak) {
        return checked(() -> LIBRARY.pubKeyCompress(
                LIBRARY.pubKeyTweakMul(point.toArray(), tweak.unsafeArray())));
    }

    /** secret + tweak */
    public static PrivateKey add(PrivateKey secret, Bytes32 tweak) {
        try {
            return PrivateKey.wrap(LIBRARY.privKeyTweakAdd(secret.unsafeArray().clone(), tweak.unsafeArray()));
        } catch (RuntimeException invalid) {
            throw new IllegalArgumentException("not a valid secret or tweak");
        }
    }

    /** secret * tweak */
    public static PrivateKey multiply(PrivateKey secret, Bytes32 tweak) {
        try {
            return PrivateKey.wrap(LIBRARY.privKeyTweakMul(secret.unsafeArray().clone(), tweak.unsafeArray()));
        } catch (RuntimeException invalid) {
            throw new IllegalArgumentException("not a valid secret or tweak");
        }
    }

    private interface Computation {
        byte[] run();
    }

    private static PublicKey checked(Computation computation) {
        try {
            return PublicKey.wrap(computation.run());
        } catch (RuntimeException invalid) {
            throw new IllegalArgumentException("not a valid point or secret");
        }
    }
}
