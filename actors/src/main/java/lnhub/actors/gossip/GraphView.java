package lnhub.actors.gossip;

import java.util.Optional;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.PersistentMap;

/**
 * The latest snapshot of the network, for any thread to read without asking anybody. Only the gossip actor writes.
 */
public final class GraphView {
    private volatile Graph graph = Graph.EMPTY;
    private volatile PersistentMap<ShortChannelId, ChannelUpdate> peerUpdates = PersistentMap.empty();

    public Graph graph() {
        return graph;
    }

    /**
     * What the other end asks for relaying over a channel of ours, announced or not: an invoice's routing hint is made
     * of it (BOLT 11, field {@code r}).
     */
    public Optional<ChannelUpdate> peerUpdate(ShortChannelId shortChannelId) {
        return peerUpdates.get(shortChannelId);
    }

    void publish(Graph next) {
        graph = next;
    }

    void publish(ChannelUpdate peerUpdate) {
        peerUpdates = peerUpdates.with(peerUpdate.shortChannelId(), peerUpdate);
    }

    void forget(ShortChannelId shortChannelId) {
        peerUpdates = peerUpdates.without(shortChannelId);
    }
}
