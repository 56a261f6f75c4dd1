package lnhub.actors.forward;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import lnhub.protocol.channel.ChannelRef;
import lnhub.routing.forward.RelayPolicy;

/**
 * What the other processes have told of the channels that they host. What one of them tells arrives in order, but not
 * in any order with what another one tells: while a channel moves, both may say that they have it, or neither. So what
 * each says is kept apart until it takes it back. A process is named by anything that is equal only for the same
 * incarnation. Its size is that of the node's channels.
 */
public final class RemoteChannels {
    /** A channel that nobody hosts is counted for the fee reserve no longer: it may have ended unheard. */
    private static final Duration MOVING_AT_MOST = Duration.ofMinutes(10);

    private static final Comparator<Claim> LATEST =
            Comparator.<Claim>comparingLong(claim -> claim.channel.revision()).thenComparingLong(Claim::order);

    private final Map<ChannelRef, List<Claim>> claims = new ConcurrentHashMap<>();
    private final Map<ChannelRef, Long> moving = new ConcurrentHashMap<>();
    private final AtomicLong order = new AtomicLong();
    private final LongSupplier nanoTime;
    private final Consumer<ChannelRef> changed;

    /** @param order in which processes were heard of as hosts; decides only between equal revisions */
    private record Claim(Object process, HostedChannel channel, long order) {
    }

    /** @param changed told of each channel of which something else is known now */
    RemoteChannels(LongSupplier nanoTime, Consumer<ChannelRef> changed) {
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /** The process hosts the channel, and this is how it is. */
    public void here(Object process, HostedChannel channel) {
        claims.compute(channel.ref(), (ref, known) -> with(known == null ? List.of() : known, process, channel));
        moving.remove(channel.ref());
        changed.accept(channel.ref());
    }

    private List<Claim> with(List<Claim> known, Object process, HostedChannel channel) {
        long since = known.stream().filter(claim -> claim.process.equals(process)).mapToLong(Claim::order).findFirst()
                .orElseGet(order::incrementAndGet);
        List<Claim> all = new ArrayList<>(without(known, process));
        all.add(new Claim(process, channel, since));
        return List.copyOf(all);
    }

    private static List<Claim> without(List<Claim> known, Object process) {
        return known.stream().filter(claim -> !claim.process.equals(process)).toList();
    }

    /** Of a channel that the process does not host there is nothing to change. */
    public void balance(Object process, BalanceChange change) {
        update(process, change.ref(), change::applied);
    }

    private void update(Object process, ChannelRef ref, UnaryOperator<HostedChannel> next) {
        claims.computeIfPresent(ref, (key, known) -> known.stream().map(claim -> claim.process.equals(process)
                ? new Claim(process, next.apply(claim.channel), claim.order) : claim).toList());
        changed.accept(ref);
    }

    /** The process hosts the channel no longer; another one does, or will. */
    public void left(Object process, ChannelRef ref) {
        claims.computeIfPresent(ref, (key, known) -> {
            List<Claim> rest = without(known, process);
            if (rest.isEmpty() && known.stream().anyMatch(claim -> claim.channel.anchors())) {
                moves(ref);
            }
            return rest.isEmpty() ? null : rest;
        });
        changed.accept(ref);
    }

    /** The channel has ended: whoever still says to host it has not heard of it. */
    public void ended(ChannelRef ref) {
        moving.remove(ref);
        if (claims.remove(ref) != null) {
            changed.accept(ref);
        }
    }

    /** Everything that the process hosts, and nothing else. */
    public void replace(Object process, Collection<HostedChannel> channels) {
        Set<ChannelRef> hosted = new HashSet<>();
        channels.forEach(channel -> hosted.add(channel.ref()));
        channels.forEach(channel -> here(process, channel));
        of(process).stream().filter(ref -> !hosted.contains(ref)).forEach(ref -> left(process, ref));
    }

    /** The process is gone for good, and what it hosted will wake up elsewhere. */
    public void removed(Object process) {
        of(process).forEach(ref -> left(process, ref));
    }

    /** The process does not answer now: nothing can be sent through its channels until all of them are told again. */
    public void unreachable(Object process) {
        of(process).forEach(ref -> update(process, ref, channel ->
                channel.with(channel.open().map(LocalChannel::unusable), channel.revision())));
    }

    /** Nothing that was told so far counts. */
    public void clear() {
        List.copyOf(claims.keySet()).forEach(ref -> List.copyOf(claims.getOrDefault(ref, List.of()))
                .forEach(claim -> left(claim.process, ref)));
    }

    private List<ChannelRef> of(Object process) {
        return claims.entrySet().stream().filter(entry -> entry.getValue().stream()
                .anyMatch(claim -> claim.process.equals(process))).map(Map.Entry::getKey).toList();
    }

    // --- for the picture ---

    /** As the process that hosts it has told, or as the last of those that say so. */
    Optional<HostedChannel> get(ChannelRef ref) {
        return claims.getOrDefault(ref, List.of()).stream().max(LATEST).map(Claim::channel);
    }

    /** Until the host tells the same. */
    void setPolicy(ChannelRef ref, RelayPolicy policy) {
        claims.computeIfPresent(ref, (key, known) -> known.stream().map(claim -> new Claim(claim.process,
                claim.channel.with(claim.channel.open().map(open -> open.with(policy)), claim.channel.revision()),
                claim.order)).toList());
    }

    /** Nobody hosts this channel now that may need the wallet's coins. */
    void moves(ChannelRef ref) {
        long now = nanoTime.getAsLong();
        moving.values().removeIf(since -> now - since >= MOVING_AT_MOST.toNanos());
        moving.put(ref, now);
    }

    /** How many channels with anchors others host, or nobody for the moment. @param here those that this process has */
    int withAnchors(Predicate<ChannelRef> here) {
        long now = nanoTime.getAsLong();
        long hosted = claims.entrySet().stream().filter(entry -> !here.test(entry.getKey())
                && entry.getValue().stream().anyMatch(claim -> claim.channel.anchors())).count();
        long between = moving.entrySet().stream().filter(entry -> !here.test(entry.getKey())
                && !claims.containsKey(entry.getKey())
                && now - entry.getValue() < MOVING_AT_MOST.toNanos()).count();
        return (int) (hosted + between);
    }
}
