package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.Trimming;

/** What may be added to a channel (BOLT 2, "Adding an HTLC"), as questions on prospective commitments. */
final class Limits {
    private static final long CLTV_LIMIT = 500_000_000L;
    private static final int FEE_SPIKE_FACTOR = 2;

    private Limits() {
    }

    /** What the peer's update_add_htlc breaks. @param next our next commitment with the HTLC in it */
    static void checkReceived(Update.Add add, Commitments next, long expectedId) {
        ChannelParams params = next.params();
        SideParams local = params.local();
        Violation.check(add.id() == expectedId, "expected HTLC id " + expectedId + ", got " + add.id());
        Violation.check(add.cltvExpiry() < CLTV_LIMIT, "cltv_expiry " + add.cltvExpiry() + " is not a block height");
        Violation.check(add.amountMsat() > 0 && add.amountMsat() >= local.htlcMinimumMsat(),
                "HTLC of " + add.amountMsat() + " msat is below the minimum of " + local.htlcMinimumMsat());
        Commitments.Tally spec = next.tally(View.LOCAL_NEXT);
        Violation.check(count(spec, false) <= local.maxAcceptedHtlcs(),
                "more than max_accepted_htlcs " + local.maxAcceptedHtlcs());
        Violation.check(sumMsat(spec, false) <= local.maxHtlcValueInFlightMsat(),
                "more than max_htlc_value_in_flight_msat " + local.maxHtlcValueInFlightMsat());
        long feesMsat = params.funder() ? 0 : feesMsat(params.format(), spec, local.dustLimitSat(), 1, 0);
        Violation.check(spec.toOtherMsat() - feesMsat >= local.channelReserveSat() * 1000,
                "the sender cannot afford HTLC " + add.id() + " above its reserve");
    }

    /** Why an HTLC of ours cannot be added, if so. @param next the peer's next commitment with the HTLC in it */
    static Optional<String> refusal(Update.Add add, Commitments next, Context context) {
        if (add.cltvExpiry() <= context.blockHeight()) {
            return Optional.of("the HTLC has expired");
        }
        ChannelParams params = next.params();
        SideParams remote = params.remote();
        Commitments.Tally spec = next.tally(View.REMOTE_NEXT);
        if (add.amountMsat() < Math.max(1, remote.htlcMinimumMsat())) {
            return Optional.of("below the peer's htlc_minimum_msat " + remote.htlcMinimumMsat());
        }
        if (count(spec, false) > Math.min(remote.maxAcceptedHtlcs(), params.local().maxAcceptedHtlcs())) {
            return Optional.of("max_accepted_htlcs reached");
        }
        if (sumMsat(spec, false) > remote.maxHtlcValueInFlightMsat()) {
            return Optional.of("max_htlc_value_in_flight_msat reached");
        }
        long reserveMsat = remote.channelReserveSat() * 1000;
        long feesMsat = params.funder()
                ? feesMsat(params.format(), spec, remote.dustLimitSat(), FEE_SPIKE_FACTOR, 1) : 0;
        if (spec.toOtherMsat() - feesMsat < reserveMsat) {
            return Optional.of("not enough balance above the reserve and the commitment fee");
        }
        if (!params.funder() && spec.toHolderMsat() < feesMsat(params.format(), spec, remote.dustLimitSat(), 1, 0)
                + params.local().channelReserveSat() * 1000) {
            return Optional.of("the funder could not pay the commitment fee any more");
        }
        if (dustExposureMsat(next, spec, View.REMOTE_NEXT) > context.policy().maxDustExposureMsat()) {
            return Optional.of("too much value in dust HTLCs");
        }
        return Optional.empty();
    }

    /** Whether the funder can pay for this commitment at its fee rate above its reserve. */
    static boolean funderCanPay(Commitments commitments, View view) {
        ChannelParams params = commitments.params();
        Commitments.Tally spec = commitments.tally(view);
        SideParams holder = view.isLocal() ? params.local() : params.remote();
        SideParams fundee = params.funder() ? params.remote() : params.local();
        boolean funderHolds = params.funder() == view.isLocal();
        long balanceMsat = funderHolds ? spec.toHolderMsat() : spec.toOtherMsat();
        return balanceMsat - feesMsat(params.format(), spec, holder.dustLimitSat(), 1, 0)
                >= fundee.channelReserveSat() * 1000;
    }

    /** Value that no output carries: it would be lost to fees (BOLT 2, max_dust_htlc_exposure_msat). */
    static long dustExposureMsat(Commitments commitments, Commitments.Tally spec, View view) {
        ChannelParams params = commitments.params();
        long dustLimitSat = (view.isLocal() ? params.local() : params.remote()).dustLimitSat();
        long exposure = 0;
        for (CommitmentHtlc htlc : spec.htlcs()) {
            if (isTrimmed(params.format(), htlc, spec, dustLimitSat)) {
                exposure += htlc.amountMsat();
            }
        }
        return exposure;
    }

    /** What the funder pays: the fee, and both anchors. @param extraHtlcs to leave room for */
    static long feesMsat(CommitmentFormat format, Commitments.Tally spec, long dustLimitSat, int factor,
            int extraHtlcs) {
        int untrimmed = extraHtlcs;
        for (CommitmentHtlc htlc : spec.htlcs()) {
            if (!isTrimmed(format, htlc, spec, dustLimitSat)) {
                untrimmed++;
            }
        }
        long anchorsSat = format == CommitmentFormat.ANCHORS ? 2 * Trimming.ANCHOR_SAT : 0;
        return (factor * Trimming.commitmentFeeSat(format, spec.feeratePerKw(), untrimmed) + anchorsSat) * 1000;
    }

    private static boolean isTrimmed(CommitmentFormat format, CommitmentHtlc htlc, Commitments.Tally spec,
            long dustLimitSat) {
        return Trimming.isTrimmed(format, htlc.offeredByHolder(), htlc.amountMsat(), spec.feeratePerKw(),
                dustLimitSat);
    }

    private static int count(Commitments.Tally spec, boolean byHolder) {
        int count = 0;
        for (CommitmentHtlc htlc : spec.htlcs()) {
            count += htlc.offeredByHolder() == byHolder ? 1 : 0;
        }
        return count;
    }

    private static long sumMsat(Commitments.Tally spec, boolean byHolder) {
        long sum = 0;
        for (CommitmentHtlc htlc : spec.htlcs()) {
            sum += htlc.offeredByHolder() == byHolder ? htlc.amountMsat() : 0;
        }
        return sum;
    }
}
