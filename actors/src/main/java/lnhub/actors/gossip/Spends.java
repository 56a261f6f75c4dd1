package lnhub.actors.gossip;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.graph.Graph;

/** Which channel each funding output belongs to, to know it again when a block spends it. */
final class Spends {
    private final Map<OutPoint, ShortChannelId> channels = new HashMap<>();
    private final Map<ShortChannelId, OutPoint> fundings = new HashMap<>();

    void watch(OutPoint funding, ShortChannelId shortChannelId) {
        channels.put(funding, shortChannelId);
        fundings.put(shortChannelId, funding);
    }

    /** The channel's funding output, if it was looked up. */
    Optional<OutPoint> funding(ShortChannelId shortChannelId) {
        return Optional.ofNullable(fundings.get(shortChannelId));
    }

    /** The channels that a block's inputs close. */
    List<ShortChannelId> closedBy(List<OutPoint> spent) {
        return spent.stream().map(outPoint -> Optional.ofNullable(channels.get(outPoint)))
                .flatMap(Optional::stream).toList();
    }

    /** Spent channels stay in the graph, and here, for a while: the spend may be reorganised out and come again. */
    void keepOnly(Graph graph) {
        channels.values().removeIf(shortChannelId -> graph.channel(shortChannelId).isEmpty());
        fundings.keySet().removeIf(shortChannelId -> graph.channel(shortChannelId).isEmpty());
    }
}
