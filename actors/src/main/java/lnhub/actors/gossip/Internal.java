package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.gossip.NetworkView;
import lnhub.routing.gossip.Outcome;

/** What the gossip actor tells itself: answers it waited for, and the passing of time. */
sealed interface Internal extends GossipCommand {

    /** A turn is over. @param outcomes one per task, in order */
    record TurnOver(NetworkView view, List<Outcome> outcomes) implements Internal {
    }

    /** The first sight of the chain. */
    record Start(Tip tip) implements Internal {
    }

    record FundingAnswer(ShortChannelId shortChannelId, Optional<Unspent> unspent) implements Internal {
    }

    /** The chain could not be asked; nothing is known. @param shortChannelId none if it was about the tip */
    record ChainFailed(Optional<ShortChannelId> shortChannelId, Throwable cause) implements Internal {
    }

    /** @param done completed once the block has been dealt with */
    record BlockConnected(int height, List<OutPoint> spent, CompletableFuture<Void> done) implements Internal {
    }

    /** @param height of the block that is gone */
    record BlockDisconnected(int height, CompletableFuture<Void> done) implements Internal {
    }

    /** Time to ask the chain again. */
    record AskChain() implements Internal {
    }

    /** Time to pass on what was accepted. */
    record Flush() implements Internal {
    }

    /** Time to ask connections that were full whether they have room. */
    record AskForRoom() implements Internal {
    }

    /** The gossip actors of all processes of this node, ourselves among them. */
    record Listed(Set<ActorRef<SiblingMessage>> siblings) implements Internal {
    }

    /** Time to ask siblings again that have not answered. */
    record AskSiblings() implements Internal {
    }

    /** Time to look for peers that do not answer, and for updates of ours that grow old. */
    record Tick() implements Internal {
    }

    /** The channel has been unusable for as long as we hide it. */
    record DisableDue(ShortChannelId shortChannelId) implements Internal {
    }
}
