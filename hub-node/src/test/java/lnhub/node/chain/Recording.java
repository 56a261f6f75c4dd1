package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainTransaction;
import lnhub.protocol.units.Bytes32;

/** A listener that keeps what it was told, and waits for what it should be told. */
class Recording implements BlockListener {
    private static final long PATIENCE_SECONDS = 20;

    record Told(boolean connected, Block block) {
    }

    final BlockingQueue<Told> blocks = new LinkedBlockingQueue<>();
    final BlockingQueue<ChainTransaction> transactions = new LinkedBlockingQueue<>();
    /** How many blocks had been told when there were no more. */
    final BlockingQueue<Integer> upToDate = new LinkedBlockingQueue<>();
    final BlockingQueue<ChainException> interruptions = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> connected(Block block) {
        blocks.add(new Told(true, block));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> disconnected(Block block) {
        blocks.add(new Told(false, block));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unconfirmed(ChainTransaction transaction) {
        transactions.add(transaction);
    }

    @Override
    public void upToDate() {
        upToDate.add(blocks.size());
    }

    @Override
    public void interrupted(ChainException cause) {
        interruptions.add(cause);
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T item = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(item).as("told within " + PATIENCE_SECONDS + " s").isNotNull();
        return item;
    }

    Block connected() throws InterruptedException {
        Told told = next(blocks);
        assertThat(told.connected).as("block " + told.block.height() + " is connected").isTrue();
        return told.block;
    }

    Block disconnected() throws InterruptedException {
        Told told = next(blocks);
        assertThat(told.connected).as("block " + told.block.height() + " is disconnected").isFalse();
        return told.block;
    }

    void connectedUpTo(Bytes32 hash) throws InterruptedException {
        while (!connected().hash().equals(hash)) {
            continue;
        }
    }
}
