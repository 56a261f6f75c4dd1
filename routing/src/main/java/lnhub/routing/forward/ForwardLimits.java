package lnhub.routing.forward;

/**
 * How near and how far an expiry may be.
 *
 * @param minimumBlocksLeft the outgoing HTLC expires at least this many blocks from now: enough for it to be timed
 *                          out on chain (BOLT 2, "cltv_expiry_delta Selection")
 * @param maximumBlocksLeft the incoming HTLC expires at most this many blocks from now
 */
public record ForwardLimits(int minimumBlocksLeft, int maximumBlocksLeft) {
    /** BOLT 4, "max_htlc_cltv Selection". */
    public static final int MAX_HTLC_CLTV = 2016;

    public ForwardLimits {
        if (minimumBlocksLeft < 1 || maximumBlocksLeft < minimumBlocksLeft) {
            throw new IllegalArgumentException("expected 1 <= minimum <= maximum blocks left, got "
                    + minimumBlocksLeft + " and " + maximumBlocksLeft);
        }
    }
}
