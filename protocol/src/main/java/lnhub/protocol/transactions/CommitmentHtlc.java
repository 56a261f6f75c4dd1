package lnhub.protocol.transactions;

import lnhub.protocol.units.Bytes32;

/**
 * An HTLC as one commitment contains it.
 *
 * @param offeredByHolder whether the commitment's holder pays it (its output then times out to the holder)
 * @param id its id in update_add_htlc, counted per direction
 * @param cltvExpiry block height
 */
public record CommitmentHtlc(boolean offeredByHolder, long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry) {
    /** Above this a lock time is a time and not a height (BIP 65), which BOLT 2 forbids for cltv_expiry. */
    public static final long CLTV_EXPIRY_LIMIT = 500_000_000;

    public CommitmentHtlc {
        if (amountMsat < 0) {
            throw new IllegalArgumentException("negative HTLC amount " + amountMsat + " msat");
        }
        if (cltvExpiry < 0 || cltvExpiry >= CLTV_EXPIRY_LIMIT) {
            throw new IllegalArgumentException("cltv_expiry " + cltvExpiry + " is not a block height below 500000000");
        }
    }
}
