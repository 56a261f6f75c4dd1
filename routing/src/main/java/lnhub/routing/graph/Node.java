package lnhub.routing.graph;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.NodeAnnouncement;

/**
 * A node with at least one channel.
 *
 * @param channels in the order in which they were added
 * @param announced the latest announcement, if there was one
 */
public record Node(PublicKey nodeId, List<ShortChannelId> channels, Optional<Announced> announced) {

    /** A node's latest announcement, and how many more it may send soon. */
    public record Announced(NodeAnnouncement announcement, UpdateBudget budget) {
    }

    public Node {
        channels = List.copyOf(channels);
    }

    public Optional<NodeAnnouncement> announcement() {
        return announced.map(Announced::announcement);
    }
}
