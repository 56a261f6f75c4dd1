package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.transactions.Trimming;

/**
 * The sums of one commitment before its limits are checked: a side that proposed too much is below zero here. Asked
 * for with each HTLC added, so it is counted without building the commitment.
 */
final class Tally {
    private final ChannelParams params;
    private final boolean local;
    private final long dustLimitSat;
    private final int feeratePerKw;
    private long toHolderMsat;
    private long toOtherMsat;
    private int holderHtlcs;
    private int otherHtlcs;
    private long otherHtlcsMsat;
    private int untrimmed;
    private long dustMsat;

    private Tally(Commitments commitments, View view, int feeratePerKw) {
        this.params = commitments.params();
        this.local = view.isLocal();
        this.dustLimitSat = (local ? params.local() : params.remote()).dustLimitSat();
        this.feeratePerKw = feeratePerKw;
        this.toHolderMsat = local ? commitments.localMsat() : commitments.remoteMsat();
        this.toOtherMsat = local ? commitments.remoteMsat() : commitments.localMsat();
    }

    /**
     * @param proposed updates that no commitment_signed covers yet: those of the side that does not hold the
     *     commitment, since only the other side's signature brings them into it
     */
    static Tally of(Commitments commitments, View view, List<Update> proposed) {
        int feerate = commitments.feerate(view);
        for (Update update : proposed) {
            feerate = update instanceof Update.Fee fee ? fee.feeratePerKw() : feerate;
        }
        Tally tally = new Tally(commitments, view, feerate);
        tally.offered(commitments, view);
        tally.received(commitments, view);
        for (Update update : proposed) {
            tally.propose(commitments, update);
        }
        return tally;
    }

    private void offered(Commitments commitments, View view) {
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            if (view.carries(htlc)) {
                add(local, htlc.amountMsat());
            } else if (view.hasPaid(htlc)) {
                pay(local, htlc.amountMsat());
            }
        }
    }

    private void received(Commitments commitments, View view) {
        for (Htlc.Received htlc : commitments.received().htlcs()) {
            if (view.carries(htlc)) {
                add(!local, htlc.amountMsat());
            } else if (view.hasPaid(htlc)) {
                pay(!local, htlc.amountMsat());
            }
        }
    }

    private void propose(Commitments commitments, Update update) {
        switch (update) {
            case Update.Add add -> add(false, add.amountMsat());
            case Update.Remove remove -> {
                HtlcTable<? extends Htlc> table = local ? commitments.offered() : commitments.received();
                long amountMsat = table.get(remove.id()).orElseThrow().amountMsat();
                count(true, amountMsat, -1);
                toHolderMsat += amountMsat;
                if (remove.settlement().isFulfilled()) {
                    pay(true, amountMsat);
                }
            }
            case Update.Fee fee -> { }
        }
    }

    private void add(boolean byHolder, long amountMsat) {
        if (byHolder) {
            toHolderMsat -= amountMsat;
        } else {
            toOtherMsat -= amountMsat;
        }
        count(byHolder, amountMsat, 1);
    }

    private void pay(boolean byHolder, long amountMsat) {
        toHolderMsat += byHolder ? -amountMsat : amountMsat;
        toOtherMsat += byHolder ? amountMsat : -amountMsat;
    }

    private void count(boolean byHolder, long amountMsat, int by) {
        if (byHolder) {
            holderHtlcs += by;
        } else {
            otherHtlcs += by;
            otherHtlcsMsat += by * amountMsat;
        }
        if (Trimming.isTrimmed(params.format(), byHolder, amountMsat, feeratePerKw, dustLimitSat)) {
            dustMsat += by * amountMsat;
        } else {
            untrimmed += by;
        }
    }

    /** What is left to the commitment's holder, before fees. */
    long toHolderMsat() {
        return toHolderMsat;
    }

    long toOtherMsat() {
        return toOtherMsat;
    }

    int feeratePerKw() {
        return feeratePerKw;
    }

    /** HTLCs of both directions. */
    int htlcs() {
        return holderHtlcs + otherHtlcs;
    }

    /** HTLCs that the side which does not hold the commitment has offered: those its limits are about. */
    int otherHtlcs() {
        return otherHtlcs;
    }

    long otherHtlcsMsat() {
        return otherHtlcsMsat;
    }

    /** HTLCs that have an output, each with a signature of its own. */
    int untrimmed() {
        return untrimmed;
    }

    /** Value that no output carries: it would be lost to fees (BOLT 2, max_dust_htlc_exposure_msat). */
    long dustMsat() {
        return dustMsat;
    }

    /** What the funder pays: the fee, and both anchors. @param extraHtlcs to leave room for */
    long feesMsat(int factor, int extraHtlcs) {
        return Limits.feesMsat(params.format(), feeratePerKw, untrimmed + extraHtlcs, factor);
    }
}
