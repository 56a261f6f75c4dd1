package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;

/**
 * What was accepted since the last flush (BOLT 7, "Rebroadcasting"). A newer message replaces an older one of the same
 * origin, so a round holds at most the graph. All peers share one list.
 */
final class RelayRound {
    private final PublicKey nodeId;
    private final Map<Object, Item> items = new LinkedHashMap<>();

    /** @param from who sent it, and needs not be told; none if it is our own */
    private record Item(GossipMessage message, Optional<ActorRef<ConnectionMessage>> from) {
    }

    /** The direction of a channel that an update is of. */
    private record Updates(long shortChannelId, int direction) {
    }

    RelayRound(PublicKey nodeId) {
        this.nodeId = nodeId;
    }

    void add(List<GossipMessage> messages, Optional<ActorRef<ConnectionMessage>> from) {
        messages.forEach(message -> items.put(key(message), new Item(message, from)));
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Hands each peer what it wants of this round, and begins the next one. @param graph as it is now */
    void flush(Iterable<GossipPeer> peers, Graph graph) {
        List<Item> round = Stream.concat(
                items.values().stream().filter(item -> !(item.message() instanceof NodeAnnouncement)),
                // "MUST send the channel_announcement prior to any corresponding ... node_announcements."
                items.values().stream().filter(item -> item.message() instanceof NodeAnnouncement)).toList();
        items.clear();
        for (GossipPeer peer : peers) {
            peer.outbox.add(Outbox.Kind.RELAY, wanted(round, peer, graph));
        }
    }

    private Iterator<GossipMessage> wanted(List<Item> round, GossipPeer peer, Graph graph) {
        // Who is being sent all that there is needs no second copy.
        boolean hasAll = peer.backlogBegun;
        return round.stream()
                .filter(item -> item.from().filter(peer.connection::equals).isEmpty())
                .map(Item::message)
                .filter(message -> isStillTrue(message, graph))
                .filter(message -> isOurs(message, graph) || !hasAll && peer.filter.accepts(message, graph))
                .iterator();
    }

    /** Once the funding output is spent, only that the channel is disabled is worth saying (BOLT 7). */
    private static boolean isStillTrue(GossipMessage message, Graph graph) {
        return !(message instanceof ChannelUpdate m) || graph.channel(m.shortChannelId())
                .filter(channel -> !channel.isSpent() || Direction.isDisabled(m)).isPresent();
    }

    /** Our own gossip is sent whatever the filter says (BOLT 7, "The gossip_timestamp_filter Message"). */
    private boolean isOurs(GossipMessage message, Graph graph) {
        return switch (message) {
            case ChannelAnnouncement m -> m.nodeId1().equals(nodeId) || m.nodeId2().equals(nodeId);
            case ChannelUpdate m -> graph.channel(m.shortChannelId())
                    .filter(channel -> channel.nodeId(Direction.of(m)).equals(nodeId)).isPresent();
            case NodeAnnouncement m -> m.nodeId().equals(nodeId);
            default -> false;
        };
    }

    private static Object key(GossipMessage message) {
        return switch (message) {
            case ChannelAnnouncement m -> m.shortChannelId();
            case ChannelUpdate m -> new Updates(m.shortChannelId().value(), Direction.of(m));
            case NodeAnnouncement m -> m.nodeId();
            default -> throw new IllegalArgumentException("a message of type " + message.type() + " is not relayed");
        };
    }
}
