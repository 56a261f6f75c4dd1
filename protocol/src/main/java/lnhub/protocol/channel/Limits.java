package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.Trimming;

/** What may be added to a channel (BOLT 2, "Adding an HTLC"), as questions on prospective commitments. */
final class Limits {
    private static final long CLTV_LIMIT = 500_000_000L;
    private static final int FEE_SPIKE_FACTOR = 2;

    private Limits() {
    }

    /** What the peer's update_add_htlc breaks. @param next our next commitment with the HTLC in it */
    static void checkReceived(Update.Add add, ChannelParams params, Tally next, long expectedId) {
        SideParams local = params.local();
        Violation.check(add.id() == expectedId, "expected HTLC id " + expectedId + ", got " + add.id());
        Violation.check(add.cltvExpiry() < CLTV_LIMIT, "cltv_expiry " + add.cltvExpiry() + " is not a block height");
        Violation.check(add.amountMsat() > 0 && add.amountMsat() >= local.htlcMinimumMsat(),
                "HTLC of " + add.amountMsat() + " msat is below the minimum of " + local.htlcMinimumMsat());
        Violation.check(next.otherHtlcs() <= local.maxAcceptedHtlcs(),
                "more than max_accepted_htlcs " + local.maxAcceptedHtlcs());
        Violation.check(next.otherHtlcsMsat() <= local.maxHtlcValueInFlightMsat(),
                "more than max_htlc_value_in_flight_msat " + local.maxHtlcValueInFlightMsat());
        long feesMsat = params.funder() ? 0 : next.feesMsat(1, 0);
        Violation.check(next.toOtherMsat() - feesMsat >= local.channelReserveSat() * 1000,
                "the sender cannot afford HTLC " + add.id() + " above its reserve");
    }

    /** Why an HTLC of ours cannot be added, if so. @param next the peer's next commitment with the HTLC in it */
    static Optional<String> refusal(Update.Add add, ChannelParams params, Tally next, Context context) {
        if (add.cltvExpiry() <= context.heightForDeadlines()) {
            return Optional.of("the HTLC has expired");
        }
        SideParams remote = params.remote();
        if (add.amountMsat() < Math.max(1, remote.htlcMinimumMsat())) {
            return Optional.of("below the peer's htlc_minimum_msat " + remote.htlcMinimumMsat());
        }
        if (next.otherHtlcs() > Math.min(remote.maxAcceptedHtlcs(), params.local().maxAcceptedHtlcs())) {
            return Optional.of("max_accepted_htlcs reached");
        }
        if (next.otherHtlcsMsat() > remote.maxHtlcValueInFlightMsat()) {
            return Optional.of("max_htlc_value_in_flight_msat reached");
        }
        long reserveMsat = remote.channelReserveSat() * 1000;
        long feesMsat = params.funder() ? next.feesMsat(FEE_SPIKE_FACTOR, 1) : 0;
        if (next.toOtherMsat() - feesMsat < reserveMsat) {
            return Optional.of("not enough balance above the reserve and the commitment fee");
        }
        if (!params.funder()
                && next.toHolderMsat() < next.feesMsat(1, 0) + params.local().channelReserveSat() * 1000) {
            return Optional.of("the funder could not pay the commitment fee any more");
        }
        if (next.dustMsat() > context.policy().maxDustExposureMsat()) {
            return Optional.of("too much value in dust HTLCs");
        }
        return Optional.empty();
    }

    /** Whether the funder can pay for this commitment at its fee rate above its reserve; see {@link Tally#of}. */
    static boolean funderCanPay(Commitments commitments, View view, List<Update> proposed) {
        ChannelParams params = commitments.params();
        Tally tally = Tally.of(commitments, view, proposed);
        SideParams fundee = params.funder() ? params.remote() : params.local();
        boolean funderHolds = params.funder() == view.isLocal();
        long balanceMsat = funderHolds ? tally.toHolderMsat() : tally.toOtherMsat();
        return balanceMsat - tally.feesMsat(1, 0) >= fundee.channelReserveSat() * 1000;
    }

    /** The fee of a commitment, and both anchors. @param untrimmed how many HTLCs have an output */
    static long feesMsat(CommitmentFormat format, int feeratePerKw, int untrimmed, int factor) {
        long anchorsSat = format == CommitmentFormat.ANCHORS ? 2 * Trimming.ANCHOR_SAT : 0;
        return (factor * Trimming.commitmentFeeSat(format, feeratePerKw, untrimmed) + anchorsSat) * 1000;
    }
}
