package lnhub.protocol.crypto;

import fr.acinq.secp256k1.Secp256k1;

/** libsecp256k1: constant-time, and two to three times faster than the fallback. */
final class NativeCurve implements Curve {
    private final Secp256k1 library;

    /** @throws LinkageError or RuntimeException where the library has no binary for this platform */
    NativeCurve() {
        library = Secp256k1.Companion.get();
    }

    @Override
    public boolean isPoint(byte[] point) {
        try {
            library.pubkeyParse(point);
            return true;
        } catch (RuntimeException notAPoint) {
            return false;
        }
    }

    @Override
    public boolean isSecret(byte[] secret) {
        return library.secKeyVerify(secret);
    }

    @Override
    public byte[] publicKey(byte[] secret) {
        return library.pubKeyCompress(library.pubkeyCreate(secret));
    }

    @Override
    public byte[] sign(byte[] hash, byte[] secret) {
        return library.sign(hash, secret, null);
    }

    @Override
    public byte[] expand(byte[] point) {
        return library.pubkeyParse(point);
    }

    @Override
    public boolean verify(byte[] hash, byte[] signature, byte[] point) {
        return library.verify(signature, hash, point);
    }

    @Override
    public byte[] recover(byte[] hash, byte[] signature, int recoveryId) {
        return library.pubKeyCompress(library.ecdsaRecover(signature, hash, recoveryId));
    }

    @Override
    public byte[] ecdh(byte[] secret, byte[] point) {
        return library.ecdh(secret, point);
    }

    // The library tweaks in place, so it is handed copies.

    @Override
    public byte[] addToPoint(byte[] point, byte[] tweak) {
        return library.pubKeyCompress(library.pubKeyTweakAdd(point.clone(), tweak));
    }

    @Override
    public byte[] addPoints(byte[] a, byte[] b) {
        return library.pubKeyCompress(library.pubKeyCombine(new byte[][] {a, b}));
    }

    @Override
    public byte[] multiplyPoint(byte[] point, byte[] tweak) {
        return library.pubKeyCompress(library.pubKeyTweakMul(point.clone(), tweak));
    }

    @Override
    public byte[] addToSecret(byte[] secret, byte[] tweak) {
        return library.privKeyTweakAdd(secret.clone(), tweak);
    }

    @Override
    public byte[] multiplySecret(byte[] secret, byte[] tweak) {
        return library.privKeyTweakMul(secret.clone(), tweak);
    }
}
