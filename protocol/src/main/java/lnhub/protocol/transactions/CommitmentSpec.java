package lnhub.protocol.transactions;

import java.util.List;

/**
 * What a commitment pays to whom, from its holder's point of view. The balances are what is owed, before the funder's
 * fee and anchors are taken off; what is in flight is in the HTLCs and in neither balance.
 *
 * @param toHolderMsat owed to the side that can broadcast this commitment
 * @param toOtherMsat owed to the other side
 */
public record CommitmentSpec(long toHolderMsat, long toOtherMsat, int feeratePerKw, List<CommitmentHtlc> htlcs) {
    /** Each side accepts at most 483 HTLCs (BOLT 2, max_accepted_htlcs), so that a penalty fits one transaction. */
    public static final int MAX_HTLCS = 2 * 483;

    public CommitmentSpec {
        htlcs = List.copyOf(htlcs);
        if (toHolderMsat < 0 || toOtherMsat < 0) {
            throw new IllegalArgumentException("negative balance: to holder " + toHolderMsat + " msat, to other "
                    + toOtherMsat + " msat");
        }
        if (feeratePerKw < 0) {
            throw new IllegalArgumentException("negative feerate_per_kw " + feeratePerKw);
        }
        if (htlcs.size() > MAX_HTLCS) {
            throw new IllegalArgumentException(htlcs.size() + " HTLCs, at most " + MAX_HTLCS + " are allowed");
        }
    }

    /** Balances and HTLCs together: the capacity, if nothing got lost. @throws ArithmeticException on overflow */
    public long totalMsat() {
        long total = Math.addExact(toHolderMsat, toOtherMsat);
        for (CommitmentHtlc htlc : htlcs) {
            total = Math.addExact(total, htlc.amountMsat());
        }
        return total;
    }
}
