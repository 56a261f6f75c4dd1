package lnhub.actors.forward;

/**
 * Since when a channel has been seen, and how much of that time its peer was connected. Times are those of one clock.
 *
 * @param earlierNanos connected in former connections
 * @param connectedAtNanos when the present connection began, if {@code connected}
 */
public record Presence(long sinceNanos, long earlierNanos, boolean connected, long connectedAtNanos) {

    static Presence next(LocalChannels.Seen before, boolean connected, long nowNanos) {
        if (before == null) {
            return new Presence(nowNanos, 0, connected, nowNanos);
        }
        Presence presence = before.presence();
        return presence.connected == connected ? presence
                : new Presence(presence.sinceNanos, presence.upNanos(nowNanos), connected, nowNanos);
    }

    long upNanos(long nowNanos) {
        return earlierNanos + (connected ? nowNanos - connectedAtNanos : 0);
    }
}
