package lnhub.protocol.claims;

import lnhub.protocol.transactions.OutPoint;

/**
 * A confirmed coin of the wallet that pays the fee of claims that cannot. The wallet signs it after the claims.
 *
 * @param amountSat its value
 * @param maxWitnessSize the bytes of its serialised witness stack, at most
 */
public record FeeInput(OutPoint outPoint, long amountSat, int maxWitnessSize) {
    /** The witness of a P2WPKH: count, signature and key with their lengths. */
    public static final int P2WPKH_WITNESS_SIZE = 1 + 1 + InputWitness.MAX_SIGNATURE_SIZE + 1 + 33;

    public FeeInput {
        if (amountSat < 0 || maxWitnessSize < 0) {
            throw new IllegalArgumentException("a coin of " + amountSat + " sat and a witness of " + maxWitnessSize);
        }
    }

    int weight() {
        return Claim.INPUT_WEIGHT + maxWitnessSize;
    }
}
