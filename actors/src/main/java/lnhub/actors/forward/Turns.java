package lnhub.actors.forward;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Normal;

/** Tells of the turns in the lives of this process's channels, and is quiet about the commitment dance. */
public final class Turns {
    private final List<Consumer<Turn>> listeners = new CopyOnWriteArrayList<>();

    /**
     * A channel has woken up, or has come from one state to another, or something happened to it outside of normal
     * operation. One that was told before may be told again.
     *
     * @param before empty when it has just woken up
     * @param revision the sequence number of its last event
     */
    public record Turn(ChannelRef ref, Optional<ChannelState> before, ChannelState after, long revision) {
    }

    /**
     * Told of every turn after {@link LocalChannels} shows it; on the channel's thread, not to block.
     *
     * @return ends it
     */
    public Runnable listen(Consumer<Turn> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** @param before empty when the channel has just woken up */
    public void tell(ChannelRef ref, Optional<ChannelState> before, ChannelState after, long revision) {
        boolean routine = before.isPresent() && before.get() instanceof Normal was && after instanceof Normal is
                && was.funded().localShutdown().isPresent() == is.funded().localShutdown().isPresent()
                && was.funded().remoteShutdown().isPresent() == is.funded().remoteShutdown().isPresent();
        if (!routine) {
            Turn turn = new Turn(ref, before, after, revision);
            listeners.forEach(listener -> listener.accept(turn));
        }
    }
}
