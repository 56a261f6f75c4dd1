package lnhub.actors.chain.shared;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the asker of a process is told. Only {@link Owner} and {@link Reply} come from other processes. */
sealed interface AskerMessage {
    record Owner(ActorRef<OwnerMessage> owner) implements AskerMessage {
    }

    /** @param part counts the parts of one answer, from 0 */
    record Reply(long id, int part, WalletAnswer answer) implements AskerMessage {
    }

    /** @param answer gets all parts of the answer, or its failure */
    record Request(WalletRequest request, CompletableFuture<List<WalletAnswer>> answer) implements AskerMessage {
    }

    record Overdue(WalletAsker.Pending pending) implements AskerMessage {
    }

    record Seek() implements AskerMessage {
    }

    record OwnerGone(ActorRef<OwnerMessage> owner) implements AskerMessage {
    }

    record Close() implements AskerMessage {
    }
}
