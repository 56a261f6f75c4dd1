package lnhub.actors.chain;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.transactions.OutPoint;

/** Which channels want to know what spends which outputs. One that names another's output does not take it away. */
final class WatchedOutputs {
    private final Map<OutPoint, Set<ChannelRef>> channels = new HashMap<>();
    private final Map<ChannelRef, Set<OutPoint>> outputs = new HashMap<>();

    boolean isWatched(ChannelRef ref, OutPoint output) {
        return channels(output).contains(ref);
    }

    void watch(ChannelRef ref, OutPoint output) {
        channels.computeIfAbsent(output, first -> new HashSet<>()).add(ref);
        outputs.computeIfAbsent(ref, first -> new HashSet<>()).add(output);
    }

    /** Everything of a channel; takes as long as that is. */
    void unwatch(ChannelRef ref) {
        unwatch(ref, Set.copyOf(outputs.getOrDefault(ref, Set.of())));
    }

    void unwatch(ChannelRef ref, Collection<OutPoint> some) {
        for (OutPoint output : some) {
            channels.computeIfPresent(output, (same, refs) -> refs.remove(ref) && refs.isEmpty() ? null : refs);
            outputs.computeIfPresent(ref, (same, watched) ->
                    watched.remove(output) && watched.isEmpty() ? null : watched);
        }
    }

    Set<ChannelRef> channels(OutPoint output) {
        return channels.getOrDefault(output, Set.of());
    }
}
