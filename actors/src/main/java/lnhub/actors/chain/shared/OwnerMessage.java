package lnhub.actors.chain.shared;

import akka.actor.typed.ActorRef;
import java.util.List;

/** What the owner of the wallet is told. Only {@link Find} and {@link Ask} come from other processes. */
sealed interface OwnerMessage {
    /** To be answered with {@link AskerMessage.Owner}, by an owner that has tried to open the wallet. */
    record Find(ActorRef<AskerMessage> asker) implements OwnerMessage {
    }

    /** @param id the asker's own; to be answered with one {@link AskerMessage.Reply} or more */
    record Ask(long id, WalletRequest request, ActorRef<AskerMessage> asker) implements OwnerMessage {
    }

    record Open() implements OwnerMessage {
    }

    record Opened() implements OwnerMessage {
    }

    record OpenFailed(Throwable why) implements OwnerMessage {
    }

    /** @param failure null when there are parts */
    record Answered(Ask ask, List<WalletAnswer> parts, Throwable failure) implements OwnerMessage {
    }

    /** @param turn whose wallet said so: it may be one that was closed before */
    record TakenOver(WalletTurn turn) implements OwnerMessage {
    }

    /** The process is not the owner any longer. */
    record End() implements OwnerMessage {
    }

    record Closed() implements OwnerMessage {
    }
}
