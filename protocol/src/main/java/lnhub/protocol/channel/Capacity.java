package lnhub.protocol.channel;

import java.util.List;

/**
 * What a channel could still carry, by its last signed commitments.
 *
 * @param open whether it takes HTLCs at all: no shutdown was sent or received
 * @param sendableMsat the largest HTLC we could offer
 * @param receivableMsat the largest HTLC the peer could offer
 * @param freeSlots how many more HTLCs we could offer
 */
public record Capacity(boolean open, long sendableMsat, long receivableMsat, int freeSlots) {

    public static Capacity of(Normal state) {
        Commitments commitments = state.funded().commitments();
        ChannelParams params = commitments.params();
        Tally spec = Tally.of(commitments, View.REMOTE_NEXT, List.of());
        long offeredMsat = 0;
        for (Htlc.Offered htlc : commitments.offered().htlcs()) {
            offeredMsat += htlc.amountMsat();
        }
        long feesMsat = spec.feesMsat(2, 1);
        long sendable = spec.toOtherMsat() - params.remote().channelReserveSat() * 1000
                - (params.funder() ? feesMsat : 0);
        long receivable = spec.toHolderMsat() - params.local().channelReserveSat() * 1000
                - (params.funder() ? 0 : feesMsat);
        int slots = Math.min(params.remote().maxAcceptedHtlcs(), params.local().maxAcceptedHtlcs());
        long inFlight = params.remote().maxHtlcValueInFlightMsat();
        long roomMsat = inFlight < 0 ? Long.MAX_VALUE : inFlight - offeredMsat;
        return new Capacity(!state.funded().isShuttingDown(), Math.max(0, Math.min(sendable, roomMsat)),
                Math.max(0, receivable), Math.max(0, slots - commitments.offered().size()));
    }
}
