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
 * @param announcement the latest, if there was one
 */
public record Node(PublicKey nodeId, List<ShortChannelId> channels, Optional<NodeAnnouncement> announcement) {
    public Node {
        channels = List.copyOf(channels);
    }
}
