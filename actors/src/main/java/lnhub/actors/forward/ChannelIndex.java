package lnhub.actors.forward;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/** Channels by reference, short channel id and peer; for all threads. */
final class ChannelIndex {
    private final Map<ChannelRef, LocalChannel> channels = new ConcurrentHashMap<>();
    private final Map<ShortChannelId, ChannelRef> byId = new ConcurrentHashMap<>();
    private final Map<PublicKey, Set<ChannelRef>> byPeer = new ConcurrentHashMap<>();

    /**
     * Shows a channel as it is found now. Whoever has changed what is found calls this afterwards; of two that do so at
     * the same time, the one that comes second finds what both have written.
     */
    void show(ChannelRef ref, Function<ChannelRef, Optional<LocalChannel>> find) {
        channels.compute(ref, (key, before) -> {
            LocalChannel now = find.apply(key).orElse(null);
            if (before == null || now == null || !before.shortChannelId().equals(now.shortChannelId())) {
                Optional.ofNullable(before).ifPresent(this::unlist);
                Optional.ofNullable(now).ifPresent(this::list);
            }
            return now;
        });
    }

    private void list(LocalChannel channel) {
        byId.put(channel.shortChannelId(), channel.ref());
        byPeer.compute(channel.peer(), (peer, refs) -> {
            Set<ChannelRef> all = refs == null ? ConcurrentHashMap.newKeySet() : refs;
            all.add(channel.ref());
            return all;
        });
    }

    private void unlist(LocalChannel channel) {
        byId.remove(channel.shortChannelId(), channel.ref());
        byPeer.computeIfPresent(channel.peer(), (peer, refs) -> {
            refs.remove(channel.ref());
            return refs.isEmpty() ? null : refs;
        });
    }

    Optional<LocalChannel> get(ChannelRef ref) {
        return Optional.ofNullable(channels.get(ref));
    }

    Optional<LocalChannel> get(ShortChannelId id) {
        return Optional.ofNullable(byId.get(id)).map(channels::get);
    }

    Collection<LocalChannel> all() {
        return List.copyOf(channels.values());
    }

    List<LocalChannel> with(PublicKey peer) {
        List<LocalChannel> found = new ArrayList<>();
        for (ChannelRef ref : byPeer.getOrDefault(peer, Set.of())) {
            LocalChannel channel = channels.get(ref);
            if (channel != null) {
                found.add(channel);
            }
        }
        return found;
    }
}
