package lnhub.protocol.transactions;

import lnhub.protocol.crypto.PublicKey;

/**
 * What all commitments of one side of a channel have in common. "Holder" is the side whose commitment it is, the one
 * that can broadcast it.
 *
 * @param capacitySat the value of the funding output
 * @param dustLimitSat the holder's dust_limit_satoshis
 * @param toSelfDelay how many blocks the holder must wait for its own money, set by the other side
 * @param funderPaymentBasepoint from open_channel
 * @param fundeePaymentBasepoint from accept_channel
 */
public record CommitmentParams(
        CommitmentFormat format,
        OutPoint funding,
        long capacitySat,
        PublicKey holderFundingKey,
        PublicKey otherFundingKey,
        boolean holderIsFunder,
        long dustLimitSat,
        int toSelfDelay,
        PublicKey funderPaymentBasepoint,
        PublicKey fundeePaymentBasepoint) {

    public CommitmentParams {
        if (capacitySat < 0 || dustLimitSat < 0) {
            throw new IllegalArgumentException("negative capacity or dust limit");
        }
        if (toSelfDelay < 0 || toSelfDelay > 0xFFFF) {
            throw new IllegalArgumentException("to_self_delay " + toSelfDelay + " does not fit 16 bits");
        }
    }
}
