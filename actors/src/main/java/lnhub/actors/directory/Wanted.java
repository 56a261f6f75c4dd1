package lnhub.actors.directory;

import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.transactions.OutPoint;

/** What of a process is asked for, and after which of it: each has an order that stays. */
sealed interface Wanted {

    /**
     * {@link ShownChannel}s.
     *
     * @param funding the one channel that is wanted; empty: all
     */
    record Channels(Optional<OutPoint> funding, Optional<ChannelRef> after) implements Wanted {
        static final Channels ALL = new Channels(Optional.empty(), Optional.empty());
    }

    /** {@link ChannelSummary}s. */
    record Summaries(Optional<ChannelRef> after) implements Wanted {
        static final Summaries ALL = new Summaries(Optional.empty());
    }

    /** {@link ShownConnection}s. @param after the number that the process has given one of them; 0: all */
    record Connections(long after) implements Wanted {
        static final Connections ALL = new Connections(0);
    }

    /** For whoever is told that they cannot be asked for. */
    default String what() {
        return switch (this) {
            case Channels channels -> "channels";
            case Summaries summaries -> "channels";
            case Connections connections -> "connections";
        };
    }
}
