package lnhub.actors.forward;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import lnhub.protocol.channel.ChannelRef;

/** Since when this process has seen each channel, and for how long of that its peer was connected. */
public final class Presences {
    private final Map<ChannelRef, Presence> presences = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** @param nanoTime a clock that only goes forward */
    Presences(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Presence(long sinceNanos, long earlierNanos, boolean connected, long changedNanos) {
        long connectedNanos(long nowNanos) {
            return earlierNanos + (connected ? nowNanos - changedNanos : 0);
        }
    }

    void saw(ChannelRef ref, boolean connected) {
        Presence known = presences.get(ref);
        if (known == null || known.connected != connected) {
            long now = nanoTime.getAsLong();
            presences.put(ref, known == null ? new Presence(now, 0, connected, now)
                    : new Presence(known.sinceNanos, known.connectedNanos(now), connected, now));
        }
    }

    void forget(ChannelRef ref) {
        presences.remove(ref);
    }

    /** Zero for a channel that was never seen. */
    public Duration seenFor(ChannelRef ref) {
        Presence presence = presences.get(ref);
        return presence == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - presence.sinceNanos);
    }

    public Duration connectedFor(ChannelRef ref) {
        Presence presence = presences.get(ref);
        return presence == null ? Duration.ZERO : Duration.ofNanos(presence.connectedNanos(nanoTime.getAsLong()));
    }
}
