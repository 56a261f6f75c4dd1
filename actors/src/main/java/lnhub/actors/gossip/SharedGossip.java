package lnhub.actors.gossip;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.NodeAnnouncement;

/**
 * What one process of a node tells another one of the network: each thing as it is now, so that a newer one stands for
 * all before it and the order does not matter. Signatures are right, and the chain has been asked.
 *
 * @param height of the last block whose spends the sender has taken out; 0 before it knows any
 * @param closed channels of our own that are no more
 */
public record SharedGossip(int height, List<Funded> channels, List<NodeAnnouncement> nodes,
        List<Unannounced> unannounced, List<ShortChannelId> closed) {

    public SharedGossip {
        channels = List.copyOf(channels);
        nodes = List.copyOf(nodes);
        unannounced = List.copyOf(unannounced);
        closed = List.copyOf(closed);
    }

    /**
     * A public channel.
     *
     * @param funding none if it is a channel of our own that was not looked up
     * @param updates the latest ones, at most one per direction
     */
    public record Funded(ChannelAnnouncement announcement, long capacitySat, Optional<OutPoint> funding,
            List<ChannelUpdate> updates) {
        public Funded {
            updates = List.copyOf(updates);
        }

        ShortChannelId shortChannelId() {
            return announcement.shortChannelId();
        }
    }

    /** A channel of our own that only its two ends know of. @param ours our latest update @param theirs the peer's */
    public record Unannounced(ShortChannelId shortChannelId, PublicKey peer, Optional<ChannelUpdate> ours,
            Optional<ChannelUpdate> theirs) {
    }
}
