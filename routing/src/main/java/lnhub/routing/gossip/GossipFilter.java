package lnhub.routing.gossip;

import java.util.Optional;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.GossipTimestampFilter;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Graph;

/**
 * Which relayed gossip a peer wants (BOLT 7, "The gossip_timestamp_filter Message"). Our own gossip is sent whatever
 * the filter says.
 *
 * @param firstTimestamp inclusive, seconds since the epoch
 * @param timestampRange seconds
 */
public record GossipFilter(long firstTimestamp, long timestampRange) {
    /** Of a peer that has not sent a filter yet: MUST not get gossip we did not generate ourselves. */
    public static final GossipFilter NOTHING = new GossipFilter(0xFFFF_FFFFL, 0);

    public static GossipFilter of(GossipTimestampFilter message) {
        return new GossipFilter(message.firstTimestamp(), message.timestampRange());
    }

    public boolean accepts(long timestamp) {
        return timestamp >= firstTimestamp && timestamp - firstTimestamp < timestampRange;
    }

    /**
     * Whether to relay the message. An announcement has no time of its own: it goes with any of the channel's updates.
     *
     * @param graph as it is after the message was accepted
     */
    public boolean accepts(GossipMessage message, Graph graph) {
        return switch (message) {
            case ChannelUpdate update -> accepts(update.timestamp());
            case NodeAnnouncement announcement -> accepts(announcement.timestamp());
            case ChannelAnnouncement announcement -> graph.channel(announcement.shortChannelId())
                    .filter(this::acceptsChannel).isPresent();
            default -> false;
        };
    }

    /** Whether the channel may be announced at all, and one of its updates is within the filter. */
    boolean acceptsChannel(Channel channel) {
        return !channel.isSpent() && (accepts(channel, 0) || accepts(channel, 1));
    }

    private boolean accepts(Channel channel, int direction) {
        return update(channel, direction).filter(update -> accepts(update.timestamp())).isPresent();
    }

    private static Optional<ChannelUpdate> update(Channel channel, int direction) {
        return channel.direction(direction).map(known -> known.update());
    }
}
