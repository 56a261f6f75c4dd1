package lnhub.actors.forward;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lnhub.protocol.channel.Capacity;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Closed;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;

/**
 * The node's channels by reference, short channel id and peer. Written by the channels, read by anybody, without
 * locks: a picture, not the truth. Its size is that of the node's own channels.
 */
public final class LocalChannels {
    private final RelayPolicy defaults;
    private final Turns turns = new Turns();
    private final Presences presences;
    private final Map<ChannelRef, LocalChannel> channels = new ConcurrentHashMap<>();
    private final Map<ChannelRef, Seen> seen = new ConcurrentHashMap<>();
    private final Map<ShortChannelId, ChannelRef> byId = new ConcurrentHashMap<>();
    private final Map<ChannelRef, RelayPolicy> policies = new ConcurrentHashMap<>();
    private final Set<ChannelRef> funding = ConcurrentHashMap.newKeySet();
    private final List<Consumer<ChannelRef>> listeners = new CopyOnWriteArrayList<>();

    public LocalChannels(RelayPolicy defaults) {
        this(defaults, System::nanoTime);
    }

    /** @param nanoTime a clock that only goes forward, for how long peers have been connected */
    public LocalChannels(RelayPolicy defaults, LongSupplier nanoTime) {
        this.defaults = defaults;
        this.presences = new Presences(nanoTime);
    }

    public Turns turns() {
        return turns;
    }

    public Presences presences() {
        return presences;
    }

    /** Told when a channel's policy changes; on the caller's thread, not to block. */
    public void onPolicy(Consumer<ChannelRef> listener) {
        listeners.add(listener);
    }

    /** The durable state of a channel as it was last, and whether its peer was connected. */
    public record Seen(ChannelRef ref, ChannelState state, boolean connected) {
    }

    /** Every channel of ours that is awake and has not ended, in whatever state. */
    public Collection<Seen> seen() {
        return List.copyOf(seen.values());
    }

    public Optional<Seen> seen(ChannelRef ref) {
        return Optional.ofNullable(seen.get(ref));
    }

    /** The wallet is asked for a channel's funding: until it is live or {@link #notFunding} it counts as one. */
    public void funding(ChannelRef ref) {
        funding.add(ref);
    }

    public void notFunding(ChannelRef ref) {
        funding.remove(ref);
    }

    /** How many channels may need coins of the wallet to end on chain (BOLT 3, anchors), with those being funded. */
    public int withAnchors() {
        return funding.size() + (int) seen.values().stream().filter(channel -> channel.state() instanceof Live live
                && live.funded().params().format().hasAnchors()).count();
    }

    /**
     * A channel's state or connection has changed.
     *
     * @return the channel, if others must be told that it can be used now, or cannot any more
     */
    public Optional<LocalChannel> update(ChannelRef ref, ChannelState state, boolean connected) {
        funding.remove(ref);
        if (state instanceof Closed) {
            seen.remove(ref);
            presences.forget(ref);
        } else {
            seen.put(ref, new Seen(ref, state, connected));
            presences.saw(ref, connected);
        }
        if (!(state instanceof Normal normal)) {
            LocalChannel gone = channels.remove(ref);
            if (gone != null) {
                byId.remove(gone.shortChannelId());
            }
            return Optional.ofNullable(gone).map(LocalChannels::unusable);
        }
        Capacity capacity = Capacity.of(normal);
        ShortChannelId id = normal.funded().shortChannelId().orElseThrow();
        LocalChannel next = new LocalChannel(ref, normal.funded().params(), id, normal.funded().remoteAlias(),
                connected && capacity.open(), capacity.sendableMsat(), capacity.freeSlots(), policy(ref, normal));
        LocalChannel before = channels.put(ref, next);
        byId.put(id, ref);
        return before == null || before.usable() != next.usable() ? Optional.of(next) : Optional.empty();
    }

    private RelayPolicy policy(ChannelRef ref, Normal normal) {
        RelayPolicy wanted = policies.getOrDefault(ref, defaults);
        long largest = Math.min(wanted.htlcMaximumMsat(), normal.funded().params().capacitySat() * 1000);
        long smallest = Math.max(wanted.htlcMinimumMsat(), normal.funded().params().remote().htlcMinimumMsat());
        return new RelayPolicy(wanted.feeBaseMsat(), wanted.feeProportionalMillionths(), wanted.cltvExpiryDelta(),
                smallest, largest);
    }

    private static LocalChannel unusable(LocalChannel channel) {
        return new LocalChannel(channel.ref(), channel.params(), channel.shortChannelId(), channel.remoteAlias(),
                false, 0, 0, channel.policy());
    }

    /** What we ask for forwarding through this channel from now on. */
    public void setPolicy(ChannelRef ref, RelayPolicy policy) {
        policies.put(ref, policy);
        LocalChannel changed = channels.computeIfPresent(ref, (key, channel) -> new LocalChannel(ref,
                channel.params(), channel.shortChannelId(), channel.remoteAlias(), channel.usable(),
                channel.sendableMsat(), channel.freeSlots(), policy));
        if (changed != null) {
            listeners.forEach(listener -> listener.accept(ref));
        }
    }

    public Optional<LocalChannel> get(ChannelRef ref) {
        return Optional.ofNullable(channels.get(ref));
    }

    public Optional<LocalChannel> get(ShortChannelId id) {
        return Optional.ofNullable(byId.get(id)).map(channels::get);
    }

    public Collection<LocalChannel> all() {
        return List.copyOf(channels.values());
    }

    public List<LocalChannel> with(PublicKey peer) {
        return channels.values().stream().filter(channel -> channel.peer().equals(peer)).toList();
    }
}
