package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.Trimming;
import lnhub.protocol.units.Bytes32;

/**
 * Who owns what in a channel, by our latest commitment, for people to read. Nothing is rounded or taken off for fees:
 * {@code localMsat + remoteMsat} and the amounts of {@code htlcs} are the capacity.
 *
 * @param commitFeeSat the base fee of our commitment (BOLT 3, "Fee Calculation"), the funder's to pay
 * @param anchorsSat value of the anchor outputs, the funder's to pay too
 * @param commitWeight the expected weight that the fee is for
 * @param commitmentNumber of our commitment: how many we have revoked
 * @param sentMsat in all HTLCs that we offered and that were fulfilled, since the beginning
 * @param pushedMsat what the funder gave the fundee at the beginning (BOLT 2, open_channel, push_msat)
 */
public record Balances(long localMsat, long remoteMsat, long commitFeeSat, long anchorsSat, int commitWeight,
        int feeratePerKw, List<InFlight> htlcs, long commitmentNumber, long sentMsat, long receivedMsat,
        long pushedMsat) {

    /** @param lockedIn in both commitments, every earlier one revoked */
    public record InFlight(boolean incoming, long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry,
            boolean lockedIn) {
    }

    public static Balances of(Live state) {
        Commitments commitments = state.funded().commitments();
        ChannelParams params = commitments.params();
        CommitmentSpec spec = commitments.spec(View.LOCAL);
        int untrimmed = untrimmed(params, spec);
        long startMsat = commitments.localMsat() + commitments.sentMsat() - commitments.receivedMsat();
        return new Balances(spec.toHolderMsat(), spec.toOtherMsat(),
                Trimming.commitmentFeeSat(params.format(), spec.feeratePerKw(), untrimmed),
                params.format().anchorsSat(), params.format().commitmentWeight(untrimmed), spec.feeratePerKw(),
                spec.htlcs().stream().map(htlc -> inFlight(commitments, htlc)).toList(), commitments.local().number(),
                commitments.sentMsat(), commitments.receivedMsat(),
                params.funder() ? params.capacitySat() * 1000 - startMsat : startMsat);
    }

    private static int untrimmed(ChannelParams params, CommitmentSpec spec) {
        CommitmentFormat format = params.format();
        return (int) spec.htlcs().stream().filter(htlc -> !Trimming.isTrimmed(format, htlc.offeredByHolder(),
                htlc.amountMsat(), spec.feeratePerKw(), params.local().dustLimitSat())).count();
    }

    private static InFlight inFlight(Commitments commitments, CommitmentHtlc htlc) {
        Optional<? extends Htlc> known = htlc.offeredByHolder()
                ? commitments.offered().get(htlc.id()) : commitments.received().get(htlc.id());
        return new InFlight(!htlc.offeredByHolder(), htlc.id(), htlc.amountMsat(), htlc.paymentHash(),
                htlc.cltvExpiry(), known.map(found -> found.stage() == Stage.IRREVOCABLE).orElse(false));
    }
}
