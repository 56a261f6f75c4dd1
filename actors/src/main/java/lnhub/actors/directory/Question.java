package lnhub.actors.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;

/** What {@link ThisProcess} is asked. */
sealed interface Question {

    /** Asks for one page of what the process has. */
    record Page(Wanted wanted, ActorRef<Answer> replyTo) implements Question {
    }

    /**
     * A page.
     *
     * @param items {@link Answered}, each as it would be stored
     * @param next what to ask for to get the page that follows; empty: none does
     */
    record Answer(List<Bytes> items, Optional<Wanted> next) {
    }

    record Processes(Receptionist.Listing listing) implements Question {
    }
}
