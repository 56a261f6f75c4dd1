package lnhub.actors.gossip;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;

/**
 * What was said of our channels that are not public, wherever they are hosted: whoever hosts one next goes on from it,
 * and the peer may be connected to a process that does not host its channel. No more than our channels.
 */
final class Unannounced {
    private final NavigableMap<ShortChannelId, SharedGossip.Unannounced> channels = new TreeMap<>();

    Optional<ChannelUpdate> ours(ShortChannelId shortChannelId) {
        return Optional.ofNullable(channels.get(shortChannelId)).flatMap(SharedGossip.Unannounced::ours);
    }

    Optional<ChannelUpdate> theirs(ShortChannelId shortChannelId) {
        return Optional.ofNullable(channels.get(shortChannelId)).flatMap(SharedGossip.Unannounced::theirs);
    }

    Optional<PublicKey> peer(ShortChannelId shortChannelId) {
        return Optional.ofNullable(channels.get(shortChannelId)).map(SharedGossip.Unannounced::peer);
    }

    Optional<SharedGossip.Unannounced> find(ShortChannelId shortChannelId) {
        return Optional.ofNullable(channels.get(shortChannelId));
    }

    /** Keeps what is newer in it. */
    void put(SharedGossip.Unannounced said) {
        channels.merge(said.shortChannelId(), said, (known, news) -> new SharedGossip.Unannounced(
                said.shortChannelId(), said.peer(), newer(known.ours(), news.ours()),
                newer(known.theirs(), news.theirs())));
    }

    void remove(ShortChannelId shortChannelId) {
        channels.remove(shortChannelId);
    }

    /** From this one (inclusive) on, in order. */
    Iterable<SharedGossip.Unannounced> from(ShortChannelId first) {
        return channels.tailMap(first, true).values();
    }

    static Optional<ChannelUpdate> newer(Optional<ChannelUpdate> one, Optional<ChannelUpdate> other) {
        boolean otherIs = other.isPresent()
                && one.filter(update -> update.timestamp() >= other.get().timestamp()).isEmpty();
        return otherIs ? other : one;
    }
}
