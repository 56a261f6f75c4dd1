package lnhub.routing.gossip;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.routing.graph.Direction;

/** A channel whose funding the chain has been asked for. @param updates signed ones, at most one per direction */
record Waiting(ChannelAnnouncement announcement, List<ChannelUpdate> updates) {
    Waiting {
        updates = List.copyOf(updates);
    }

    /** Whether this is the first update of its direction, or newer than the one that waits. */
    boolean isNews(ChannelUpdate update) {
        return updates.stream().noneMatch(
                known -> Direction.of(known) == Direction.of(update) && known.timestamp() >= update.timestamp());
    }

    Waiting with(ChannelUpdate update) {
        List<ChannelUpdate> latest = new ArrayList<>(updates);
        latest.removeIf(known -> Direction.of(known) == Direction.of(update));
        latest.add(update);
        return new Waiting(announcement, latest);
    }
}
