package lnhub.protocol.transactions;

import lnhub.protocol.crypto.PublicKey;

/**
 * The keys in one commitment (BOLT 3, "Key Derivation"). Deriving them costs a few curve operations (0.2 ms), so they
 * are derived once per commitment point and kept.
 *
 * @param perCommitmentPoint the holder's point for this commitment
 */
public record CommitmentKeys(
        PublicKey perCommitmentPoint,
        PublicKey holderDelayedKey,
        PublicKey holderHtlcKey,
        PublicKey otherHtlcKey,
        PublicKey revocationKey,
        PublicKey otherPaymentKey) {

    /** @throws IllegalArgumentException when a point is not on the curve */
    public static CommitmentKeys derive(PublicKey perCommitmentPoint, Basepoints holder, Basepoints other) {
        return new CommitmentKeys(
                perCommitmentPoint,
                KeyDerivation.derivePublicKey(holder.delayedPayment(), perCommitmentPoint),
                KeyDerivation.derivePublicKey(holder.htlc(), perCommitmentPoint),
                KeyDerivation.derivePublicKey(other.htlc(), perCommitmentPoint),
                KeyDerivation.revocationPublicKey(other.revocation(), perCommitmentPoint),
                other.payment());
    }
}
