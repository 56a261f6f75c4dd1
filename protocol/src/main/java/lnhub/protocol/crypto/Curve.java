package lnhub.protocol.crypto;

/**
 * The operations of {@link Secp256k1} on plain bytes: points compressed (33), scalars and hashes 32, signatures 64.
 * What is invalid (not on the curve, out of range, a result at infinity) throws some {@link RuntimeException}.
 */
interface Curve {
    boolean isPoint(byte[] point);

    boolean isSecret(byte[] secret);

    byte[] publicKey(byte[] secret);

    byte[] sign(byte[] hash, byte[] secret);

    /** The form of a point that {@link #verify} is fastest with: it need not be decompressed again and again. */
    byte[] expand(byte[] point);

    /** A high s, as everything else that is wrong with the signature, is false or throws. */
    boolean verify(byte[] hash, byte[] signature, byte[] point);

    byte[] recover(byte[] hash, byte[] signature, int recoveryId);

    byte[] ecdh(byte[] secret, byte[] point);

    byte[] addToPoint(byte[] point, byte[] tweak);

    byte[] addPoints(byte[] a, byte[] b);

    byte[] multiplyPoint(byte[] point, byte[] tweak);

    byte[] addToSecret(byte[] secret, byte[] tweak);

    byte[] multiplySecret(byte[] secret, byte[] tweak);
}
