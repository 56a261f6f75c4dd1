package lnhub.actors.forward;

import java.util.Optional;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;

/**
 * One of our channels as forwarding and payments see it: a little old perhaps, since the channel itself decides.
 *
 * @param usable connected and willing to carry HTLCs
 * @param sendableMsat the largest HTLC that it could offer now
 * @param freeSlots how many more HTLCs it could offer
 */
public record LocalChannel(ChannelRef ref, ChannelParams params, ShortChannelId shortChannelId,
        Optional<ShortChannelId> remoteAlias, boolean usable, long sendableMsat, int freeSlots, RelayPolicy policy) {

    public PublicKey peer() {
        return params.remoteNodeId();
    }

    LocalChannel unusable() {
        return with(false, 0, 0);
    }

    LocalChannel with(boolean usable, long sendableMsat, int freeSlots) {
        return new LocalChannel(ref, params, shortChannelId, remoteAlias, usable, sendableMsat, freeSlots, policy);
    }

    LocalChannel with(RelayPolicy policy) {
        return new LocalChannel(ref, params, shortChannelId, remoteAlias, usable, sendableMsat, freeSlots, policy);
    }
}
