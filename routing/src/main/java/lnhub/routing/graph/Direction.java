package lnhub.routing.graph;

import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.forward.RelayPolicy;

/** One direction of a channel: its latest channel_update, and how many more its node may send soon. */
public record Direction(ChannelUpdate update, UpdateBudget budget) {
    private static final int DISABLE = 2;

    /** Bit 1 of channel_flags. */
    public static boolean isDisabled(ChannelUpdate update) {
        return (update.channelFlags() & DISABLE) != 0;
    }

    /** Bit 0 of channel_flags: 0 if the update is node_id_1's, 1 if it is node_id_2's. */
    public static int of(ChannelUpdate update) {
        return update.channelFlags() & 1;
    }

    public boolean enabled() {
        return !isDisabled(update);
    }

    public RelayPolicy policy() {
        return new RelayPolicy(update.feeBaseMsat(), update.feeProportionalMillionths(), update.cltvExpiryDelta(),
                update.htlcMinimumMsat(), update.htlcMaximumMsat());
    }
}
