package lnhub.routing.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * A snapshot of the network: immutable, cheap to make from the one before, and safe to hand to any thread.
 * A node is in it as long as it has a channel (BOLT 7, "Pruning the Network View").
 */
public final class Graph {
    public static final Graph EMPTY = new Graph(PersistentMap.empty(), PersistentMap.empty());

    private final PersistentMap<ShortChannelId, Channel> channels;
    private final PersistentMap<PublicKey, Node> nodes;

    private Graph(PersistentMap<ShortChannelId, Channel> channels, PersistentMap<PublicKey, Node> nodes) {
        this.channels = channels;
        this.nodes = nodes;
    }

    public int channelCount() {
        return channels.size();
    }

    public int nodeCount() {
        return nodes.size();
    }

    public Optional<Channel> channel(ShortChannelId shortChannelId) {
        return channels.get(shortChannelId);
    }

    public Optional<Node> node(PublicKey nodeId) {
        return nodes.get(nodeId);
    }

    /** All channels in ascending short_channel_id. */
    public Iterable<Channel> channels() {
        return channels::values;
    }

    /** The channels from this short_channel_id (inclusive) upwards, in ascending order. */
    public Iterable<Channel> channelsFrom(ShortChannelId first) {
        return () -> channels.valuesFrom(first);
    }

    /** All nodes in ascending node id. */
    public Iterable<Node> nodes() {
        return nodes::values;
    }

    /** The nodes from this id (inclusive) upwards, in ascending order. */
    public Iterable<Node> nodesFrom(PublicKey first) {
        return () -> nodes.valuesFrom(first);
    }

    /** This graph with the channel added, or replaced by one with the same announcement. */
    public Graph with(Channel channel) {
        boolean known = channels.get(channel.shortChannelId()).isPresent();
        PersistentMap<ShortChannelId, Channel> withChannel = channels.with(channel.shortChannelId(), channel);
        if (known) {
            return new Graph(withChannel, nodes);
        }
        return new Graph(withChannel,
                linked(linked(nodes, channel.nodeId(0), channel), channel.nodeId(1), channel));
    }

    /** This graph without the channel, and without nodes that had only this one. */
    public Graph without(ShortChannelId shortChannelId) {
        Optional<Channel> channel = channels.get(shortChannelId);
        if (channel.isEmpty()) {
            return this;
        }
        return new Graph(channels.without(shortChannelId), unlinked(
                unlinked(nodes, channel.get().nodeId(0), shortChannelId), channel.get().nodeId(1), shortChannelId));
    }

    /** This graph with a newer announcement of a node that is in it. */
    public Graph with(Node.Announced announced) {
        PublicKey nodeId = announced.announcement().nodeId();
        Node node = nodes.get(nodeId).orElseThrow(() -> new IllegalArgumentException("unknown node " + nodeId));
        return new Graph(channels,
                nodes.with(node.nodeId(), new Node(node.nodeId(), node.channels(), Optional.of(announced))));
    }

    private static PersistentMap<PublicKey, Node> linked(
            PersistentMap<PublicKey, Node> nodes, PublicKey nodeId, Channel channel) {
        Node node = nodes.get(nodeId).orElseGet(() -> new Node(nodeId, List.of(), Optional.empty()));
        List<ShortChannelId> more = new ArrayList<>(node.channels());
        more.add(channel.shortChannelId());
        return nodes.with(node.nodeId(), new Node(node.nodeId(), more, node.announced()));
    }

    private static PersistentMap<PublicKey, Node> unlinked(
            PersistentMap<PublicKey, Node> nodes, PublicKey nodeId, ShortChannelId shortChannelId) {
        Node node = nodes.get(nodeId).orElseThrow();
        List<ShortChannelId> fewer = new ArrayList<>(node.channels());
        fewer.remove(shortChannelId);
        return fewer.isEmpty() ? nodes.without(nodeId)
                : nodes.with(nodeId, new Node(nodeId, fewer, node.announced()));
    }
}
