package lnhub.actors.directory;

import java.time.Duration;
import lnhub.actors.forward.LocalChannels;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;

/**
 * A channel as the process that hosts it shows it.
 *
 * @param revision the sequence number of its last event
 * @param seenForNanos for how long that process has hosted it, in nanoseconds
 * @param connectedForNanos for how long of that its peer was connected
 */
public record ShownChannel(ChannelRef ref, ChannelState state, boolean connected, long revision, long seenForNanos,
        long connectedForNanos) implements AnsweredChannel {

    static ShownChannel of(LocalChannels.Seen seen, LocalChannels channels) {
        return new ShownChannel(seen.ref(), seen.state(), seen.connected(), seen.revision(),
                channels.presences().seenFor(seen.ref()).toNanos(),
                channels.presences().connectedFor(seen.ref()).toNanos());
    }

    public Duration seenFor() {
        return Duration.ofNanos(seenForNanos);
    }

    public Duration connectedFor() {
        return Duration.ofNanos(connectedForNanos);
    }
}
