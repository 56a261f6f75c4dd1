package lnhub.protocol.transactions;

import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes32;

/**
 * The keys of one commitment out of basepoints and its per-commitment point (BOLT 3, "Key Derivation").
 * All methods throw {@link IllegalArgumentException} when a point is not on the curve.
 */
public final class KeyDerivation {
    private KeyDerivation() {
    }

    /** localpubkey, the HTLC and the delayed keys: basepoint + SHA256(point || basepoint) * G. */
    public static PublicKey derivePublicKey(PublicKey basepoint, PublicKey perCommitmentPoint) {
        return Secp256k1.add(basepoint, hash(perCommitmentPoint, basepoint));
    }

    /** The secret of {@link #derivePublicKey}. */
    public static PrivateKey derivePrivateKey(PrivateKey basepointSecret, PublicKey perCommitmentPoint) {
        return Secp256k1.add(basepointSecret, hash(perCommitmentPoint, basepointSecret.publicKey()));
    }

    /**
     * The key that punishes a revoked commitment: neither side alone knows its secret.
     *
     * @param revocationBasepoint of the side that may punish
     * @param perCommitmentPoint of the side that holds the commitment
     */
    public static PublicKey revocationPublicKey(PublicKey revocationBasepoint, PublicKey perCommitmentPoint) {
        return Secp256k1.add(
                Secp256k1.multiply(revocationBasepoint, hash(revocationBasepoint, perCommitmentPoint)),
                Secp256k1.multiply(perCommitmentPoint, hash(perCommitmentPoint, revocationBasepoint)));
    }

    /** The secret of {@link #revocationPublicKey}, once the holder has revealed its per-commitment secret. */
    public static PrivateKey revocationPrivateKey(PrivateKey revocationBasepointSecret, Bytes32 perCommitmentSecret) {
        PrivateKey secret = PrivateKey.wrap(perCommitmentSecret.toArray());
        PublicKey basepoint = revocationBasepointSecret.publicKey();
        PublicKey point = secret.publicKey();
        PrivateKey ours = Secp256k1.multiply(revocationBasepointSecret, hash(basepoint, point));
        PrivateKey theirs = Secp256k1.multiply(secret, hash(point, basepoint));
        return Secp256k1.add(ours, Bytes32.wrap(theirs.unsafeArray()));
    }

    private static Bytes32 hash(PublicKey first, PublicKey second) {
        return Hashes.sha256(first.unsafeArray(), second.unsafeArray());
    }
}
