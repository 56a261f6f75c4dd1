package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.protocol.transactions.OutPoint;

/** Tells the gossip actor of blocks, reduced to what they spend; the next one waits until it has dealt with this. */
final class BlockFeed implements BlockListener {
    private final ActorRef<? super Internal> gossip;

    BlockFeed(ActorRef<? super Internal> gossip) {
        this.gossip = gossip;
    }

    @Override
    public CompletionStage<?> connected(Block block) {
        List<OutPoint> spent = block.transactions().stream()
                .filter(transaction -> !transaction.isCoinbase())
                .flatMap(transaction -> transaction.inputs().stream())
                .map(input -> input.outPoint())
                .toList();
        CompletableFuture<Void> done = new CompletableFuture<>();
        gossip.tell(new Internal.BlockConnected(block.height(), spent, done));
        return done;
    }

    @Override
    public CompletionStage<?> disconnected(Block block) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        gossip.tell(new Internal.BlockDisconnected(block.height(), done));
        return done;
    }
}
