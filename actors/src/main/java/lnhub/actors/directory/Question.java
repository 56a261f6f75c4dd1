package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/** What {@link HostedStates} is asked. */
sealed interface Question {

    /**
     * Asks for one page of what the process hosts.
     *
     * @param whole {@link ShownChannel}s, else {@link ChannelSummary}s
     * @param funding the one channel that is wanted; empty: all
     * @param after the last channel of the page before
     */
    record Page(boolean whole, Optional<OutPoint> funding, Optional<ChannelRef> after, ActorRef<Answer> replyTo)
            implements Question {
    }

    /**
     * A page.
     *
     * @param channels each as it would be stored
     * @param next of the page that follows; empty: none does
     */
    record Answer(List<Bytes> channels, Optional<ChannelRef> next) {
    }

    record Processes(Receptionist.Listing listing) implements Question {
    }
}
