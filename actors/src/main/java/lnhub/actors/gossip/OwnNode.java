package lnhub.actors.gossip;

import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.gossip.LocalGossip;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;

/** Our node as others see it: its announcement, and all that we say ourselves. */
final class OwnNode {
    private final GossipServices services;
    private long lastTimestamp;

    OwnNode(GossipServices services) {
        this.services = services;
    }

    /**
     * Our node_announcement, if there is none in the graph though a channel and our update of it are: before that
     * others would not know us.
     */
    Optional<NodeAnnouncement> missing(Graph graph) {
        return graph.node(services.nodeId())
                .filter(node -> node.announcement().isEmpty())
                .filter(node -> node.channels().stream().flatMap(id -> graph.channel(id).stream())
                        .anyMatch(channel -> update(channel).isPresent()))
                .map(node -> again());
    }

    /** A newer one. */
    NodeAnnouncement again() {
        lastTimestamp = LocalGossip.nextTimestamp(lastTimestamp, services.nowSeconds());
        return LocalGossip.nodeAnnouncement(services.nodeKey(), services.features(), services.rgbColor(),
                services.alias(), services.addresses(), lastTimestamp);
    }

    /**
     * A newer one, if the one in the graph says anything else: that of a former life, or of a process of this node
     * that was configured differently.
     */
    Optional<NodeAnnouncement> renewed(Graph graph) {
        return graph.node(services.nodeId()).flatMap(Node::announcement)
                .filter(known -> !saysTheSame(known))
                .map(this::afterHearing);
    }

    private boolean saysTheSame(NodeAnnouncement known) {
        return known.features().equals(services.features()) && known.rgbColor().equals(services.rgbColor())
                && known.alias().equals(services.alias()) && known.addresses().equals(services.addresses());
    }

    /** One that we sent in a former life: the next one must be newer. */
    NodeAnnouncement afterHearing(NodeAnnouncement ours) {
        lastTimestamp = Math.max(lastTimestamp, ours.timestamp());
        return again();
    }

    /** What a peer that has just connected is told unasked: our own channels and ourselves, nothing of others. */
    Iterator<GossipMessage> introduction(Graph graph) {
        Optional<Node> node = graph.node(services.nodeId());
        Stream<GossipMessage> channels = node.stream().flatMap(us -> us.channels().stream())
                .flatMap(id -> graph.channel(id).stream())
                .filter(channel -> !channel.isSpent())
                .flatMap(channel -> update(channel).stream()
                        .flatMap(update -> Stream.<GossipMessage>of(channel.announcement(), update)));
        Stream<GossipMessage> self = node.flatMap(Node::announcement).stream().map(m -> (GossipMessage) m);
        return Stream.concat(channels, self).iterator();
    }

    private Optional<ChannelUpdate> update(Channel channel) {
        int direction = channel.nodeId(0).equals(services.nodeId()) ? 0 : 1;
        return channel.direction(direction).map(Direction::update);
    }
}
