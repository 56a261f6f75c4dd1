package lnhub.actors.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;

/** Collects what goes to a sibling in one message. */
final class Parcel {
    /** With its last thing it may become some kilobytes more. */
    private static final int FULL_BYTES = 92_000;
    private static final int CHANNEL_BYTES = 520;
    private static final int UPDATE_BYTES = 160;
    private static final int NODE_BYTES = 170;
    private static final int CLOSED_BYTES = 8;

    private final List<SharedGossip.Funded> channels = new ArrayList<>();
    private final List<NodeAnnouncement> nodes = new ArrayList<>();
    private final List<SharedGossip.Unannounced> unannounced = new ArrayList<>();
    private final List<ShortChannelId> closed = new ArrayList<>();
    private int bytes;

    boolean isFull() {
        return bytes >= FULL_BYTES;
    }

    void add(Channel channel, Optional<OutPoint> funding) {
        List<ChannelUpdate> updates = Stream.of(channel.direction(0), channel.direction(1))
                .flatMap(Optional::stream).map(Direction::update).toList();
        channels.add(new SharedGossip.Funded(channel.announcement(), channel.capacitySat(), funding, updates));
        bytes += CHANNEL_BYTES + channel.announcement().features().bits().length()
                + channel.announcement().extra().length();
        updates.forEach(this::count);
    }

    void add(NodeAnnouncement m) {
        nodes.add(m);
        bytes += NODE_BYTES + m.features().bits().length() + m.addresses().length() + m.extra().length();
    }

    void add(SharedGossip.Unannounced channel) {
        unannounced.add(channel);
        bytes += CLOSED_BYTES;
        channel.ours().ifPresent(this::count);
        channel.theirs().ifPresent(this::count);
    }

    void addClosed(ShortChannelId shortChannelId) {
        closed.add(shortChannelId);
        bytes += CLOSED_BYTES;
    }

    private void count(ChannelUpdate update) {
        bytes += UPDATE_BYTES + update.extra().length();
    }

    SharedGossip gossip(int height) {
        return new SharedGossip(height, channels, nodes, unannounced, closed);
    }
}
