package lnhub.actors.forward;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
 * The node's channels by reference, short channel id and peer: those of this process, and those that the other
 * processes have told of. Written by the channels and by who hears of the others', read by anybody, without locks: a
 * picture, not the truth. What this process knows of its own channels goes before what others tell. Its size is that
 * of the node's own channels.
 */
public final class LocalChannels {
    private final RelayPolicy defaults;
    private final Turns turns = new Turns();
    private final Presences presences;
    private final ConcurrentNavigableMap<ChannelRef, Seen> seen = new ConcurrentSkipListMap<>();
    private final Map<ChannelRef, LocalChannel> open = new ConcurrentHashMap<>();
    private final ChannelIndex index = new ChannelIndex();
    private final RemoteChannels remote;
    private final ChangedChannels changed = new ChangedChannels();
    private final Map<ChannelRef, RelayPolicy> policies = new ConcurrentHashMap<>();
    private final Set<ChannelRef> funding = ConcurrentHashMap.newKeySet();
    private final Set<ChannelRef> restarting = ConcurrentHashMap.newKeySet();
    private final List<Consumer<ChannelRef>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean policiesStored = new AtomicBoolean();
    private volatile Supplier<CompletionStage<Void>> storedPolicies = () -> CompletableFuture.completedFuture(null);

    public LocalChannels(RelayPolicy defaults) {
        this(defaults, System::nanoTime);
    }

    /** @param nanoTime a clock that only goes forward, for how long peers have been connected */
    public LocalChannels(RelayPolicy defaults, LongSupplier nanoTime) {
        this.defaults = defaults;
        this.presences = new Presences(nanoTime);
        this.remote = new RemoteChannels(nanoTime, this::heard);
    }

    public Turns turns() {
        return turns;
    }

    /** Of this process's channels only. */
    public Presences presences() {
        return presences;
    }

    /** Told when the policy of a channel of this process changes; on the caller's thread, not to block. */
    public void onPolicy(Consumer<ChannelRef> listener) {
        listeners.add(listener);
    }

    /**
     * The durable state of a channel as it was last, and whether its peer was connected.
     *
     * @param revision the sequence number of its last event
     */
    public record Seen(ChannelRef ref, ChannelState state, boolean connected, long revision) {
        private boolean hasAnchors() {
            return state instanceof Live live && live.funded().params().format().hasAnchors();
        }
    }

    /** Every channel of this process that is awake and has not ended, in whatever state. */
    public Collection<Seen> seen() {
        return List.copyOf(seen.values());
    }

    /** The same in the order of their references, as they are when the stream comes to them. @param after empty: all */
    public Stream<Seen> seenAfter(Optional<ChannelRef> after) {
        return after.map(ref -> seen.tailMap(ref, false)).orElse(seen).values().stream();
    }

    public Optional<Seen> seen(ChannelRef ref) {
        return Optional.ofNullable(seen.get(ref));
    }

    /** The wallet is asked for a channel's funding: until it is live or {@link #notFunding} it counts as one. */
    public void funding(ChannelRef ref) {
        funding.add(ref);
        changed.add(ref, false);
    }

    public void notFunding(ChannelRef ref) {
        funding.remove(ref);
        changed.add(ref, true);
    }

    /**
     * How many of the node's channels may need coins of the wallet to end on chain (BOLT 3, anchors), with those being
     * funded and those that are on the way from one process to another.
     */
    public int withAnchors() {
        return funding.size() + (int) seen.values().stream().filter(Seen::hasAnchors).count()
                + remote.withAnchors(ref -> seen.containsKey(ref) || funding.contains(ref));
    }

    /**
     * The state or connection of a channel of this process has changed.
     *
     * @param revision the sequence number of its last event
     * @return the channel, if others must be told that it can be used now, or cannot any more
     */
    public Optional<LocalChannel> update(ChannelRef ref, ChannelState state, boolean connected, long revision) {
        funding.remove(ref);
        restarting.remove(ref);
        if (state instanceof Closed) {
            seen.remove(ref);
            presences.forget(ref);
            remote.ended(ref);
        } else {
            seen.put(ref, new Seen(ref, state, connected, revision));
            presences.saw(ref, connected);
        }
        Optional<LocalChannel> now = state instanceof Normal normal
                ? Optional.of(channel(ref, normal, connected)) : Optional.empty();
        LocalChannel before = now.isPresent() ? open.put(ref, now.get()) : open.remove(ref);
        show(ref, state instanceof Closed);
        if (now.isEmpty()) {
            return Optional.ofNullable(before).map(LocalChannel::unusable);
        }
        return before == null || before.usable() != now.get().usable() ? now : Optional.empty();
    }

    private LocalChannel channel(ChannelRef ref, Normal normal, boolean connected) {
        Capacity capacity = Capacity.of(normal);
        return new LocalChannel(ref, normal.funded().params(), normal.funded().shortChannelId().orElseThrow(),
                normal.funded().remoteAlias(), connected && capacity.open(), capacity.sendableMsat(),
                capacity.freeSlots(), policy(ref, normal));
    }

    /** After what is known of this channel was written. */
    private void show(ChannelRef ref, boolean ended) {
        index.show(ref, this::find);
        changed.add(ref, ended);
    }

    private Optional<LocalChannel> find(ChannelRef ref) {
        return seen.containsKey(ref) ? Optional.ofNullable(open.get(ref))
                : remote.get(ref).flatMap(HostedChannel::open);
    }

    /** An entity that is stopped before it has restarted says nothing more: then its new host speaks for it. */
    private void heard(ChannelRef ref) {
        Seen own = seen.get(ref);
        boolean elsewhere = own != null && restarting.contains(ref)
                && remote.get(ref).map(claim -> claim.revision() >= own.revision()).orElse(false);
        if (elsewhere) {
            left(ref);
        } else {
            index.show(ref, this::find);
        }
    }

    /**
     * The channel's entity is not in this process any more, but the channel lives on: in another process, or later.
     * Nobody is told that it cannot be used: that is for its new host to say.
     */
    public void left(ChannelRef ref) {
        restarting.remove(ref);
        boolean wasFunding = funding.remove(ref);
        Seen was = seen.remove(ref);
        open.remove(ref);
        presences.forget(ref);
        if (was != null && was.hasAnchors()) {
            remote.moves(ref);
        }
        if (was != null || wasFunding) {
            show(ref, false);
        }
    }

    /**
     * The channel's entity has failed and starts again: until it has, nothing goes through it.
     *
     * @return as {@link #update}
     */
    public Optional<LocalChannel> restarting(ChannelRef ref) {
        Seen was = seen.computeIfPresent(ref, (key, now) -> new Seen(ref, now.state(), false, now.revision()));
        if (was == null) {
            return Optional.empty();
        }
        restarting.add(ref);
        presences.saw(ref, false);
        boolean usable = Optional.ofNullable(open.get(ref)).map(LocalChannel::usable).orElse(false);
        LocalChannel now = open.computeIfPresent(ref, (key, channel) -> channel.unusable());
        show(ref, false);
        return usable ? Optional.ofNullable(now) : Optional.empty();
    }

    private RelayPolicy policy(ChannelRef ref, Normal normal) {
        RelayPolicy wanted = policies.getOrDefault(ref, defaults);
        long largest = Math.min(wanted.htlcMaximumMsat(), normal.funded().params().capacitySat() * 1000);
        long smallest = Math.max(wanted.htlcMinimumMsat(), normal.funded().params().remote().htlcMinimumMsat());
        return new RelayPolicy(wanted.feeBaseMsat(), wanted.feeProportionalMillionths(), wanted.cltvExpiryDelta(),
                smallest, largest);
    }

    // --- policies ---

    /** What we ask for forwarding through this channel from now on, whichever process hosts it. */
    public void setPolicy(ChannelRef ref, RelayPolicy policy) {
        if (policy.equals(policies.put(ref, policy))) {
            return;
        }
        remote.setPolicy(ref, policy);
        boolean here = open.computeIfPresent(ref, (key, channel) -> channel.with(policy)) != null;
        show(ref, false);
        if (here) {
            listeners.forEach(listener -> listener.accept(ref));
        }
    }

    /** Policies were stored by this process, and are set here: the others must read them. */
    public void policiesStored() {
        policiesStored.set(true);
    }

    /** Whether policies were stored by this process since this was asked last. */
    public boolean takePoliciesStored() {
        return policiesStored.getAndSet(false);
    }

    /** @param load reads the stored policies and sets them; it does not block */
    public void onPoliciesStored(Supplier<CompletionStage<Void>> load) {
        storedPolicies = load;
    }

    /** Another process has stored policies. */
    public CompletionStage<Void> loadPolicies() {
        return storedPolicies.get();
    }

    // --- shared with other processes ---

    /** What the others have told; only who hears them writes it. */
    public RemoteChannels remote() {
        return remote;
    }

    /** @param wanted whether there are others who want to know what changes here */
    public void share(boolean wanted) {
        changed.wanted(wanted);
    }

    /** The channels of this process of which something has changed since this was asked last, and which have ended. */
    public Map<ChannelRef, Boolean> takeChanged() {
        return changed.take();
    }

    /** A channel of this process as others are told of it; empty when it is not here, or has ended. */
    public Optional<HostedChannel> hosted(ChannelRef ref) {
        Seen known = seen.get(ref);
        if (known != null) {
            return Optional.of(new HostedChannel(ref, Optional.ofNullable(open.get(ref)), known.hasAnchors(),
                    known.revision()));
        }
        return funding.contains(ref) ? Optional.of(new HostedChannel(ref, Optional.empty(), true, 0))
                : Optional.empty();
    }

    public List<HostedChannel> hosted() {
        return Stream.concat(seen.keySet().stream(), funding.stream()).distinct()
                .flatMap(ref -> hosted(ref).stream()).toList();
    }

    // --- the picture ---

    public Optional<LocalChannel> get(ChannelRef ref) {
        return index.get(ref);
    }

    public Optional<LocalChannel> get(ShortChannelId id) {
        return index.get(id);
    }

    public Collection<LocalChannel> all() {
        return index.all();
    }

    /** The node's channels with one peer; as cheap as they are few. */
    public List<LocalChannel> with(PublicKey peer) {
        return index.with(peer);
    }
}
