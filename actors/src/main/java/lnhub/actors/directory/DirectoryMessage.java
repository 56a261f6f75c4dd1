package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import java.util.List;
import lnhub.actors.forward.BalanceChange;
import lnhub.actors.forward.HostedChannel;
import lnhub.protocol.channel.ChannelRef;

/**
 * What {@link SharedDirectory}s tell each other. What one of them tells all others has ascending sequence numbers
 * without gaps, so that whoever misses something notices.
 */
public sealed interface DirectoryMessage {

    /** Asks for everything now, and from then on for what changes. */
    record Ask(ActorRef<DirectoryMessage> replyTo) implements DirectoryMessage {
    }

    /**
     * A part of everything that the sender hosts.
     *
     * @param sequence of the last change that is in it
     * @param part from 0
     * @param parts at least 1: a process without channels says so
     */
    record Everything(ActorRef<DirectoryMessage> from, long sequence, int part, int parts,
            List<HostedChannel> channels) implements DirectoryMessage {
    }

    /**
     * What has changed.
     *
     * @param left no longer hosted by the sender
     * @param ended what nobody hosts any more
     * @param policies whether the sender has stored policies, which the others must read
     */
    record Changes(ActorRef<DirectoryMessage> from, long sequence, List<HostedChannel> channels,
            List<BalanceChange> balances, List<ChannelRef> left, List<ChannelRef> ended, boolean policies)
            implements DirectoryMessage {
    }

    /** Nothing came after this number: a change that was lost is missed, even when none follows it. */
    record Mark(ActorRef<DirectoryMessage> from, long sequence) implements DirectoryMessage {
    }

    /** Time to tell what has changed. */
    record Tell() implements DirectoryMessage {
    }

    /** Time to tell that nothing has, and to ask those again who are silent. */
    record Check() implements DirectoryMessage {
    }

    record Processes(Receptionist.Listing listing) implements DirectoryMessage {
    }

    /** @param failure null when the stored policies are set */
    record Loaded(Throwable failure) implements DirectoryMessage {
    }
}
