package lnhub.node.chain;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Tip;
import lnhub.protocol.units.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks one listener along the chain, block by block, in a thread of its own. It asks about the last block it told:
 * if that is no longer on the active chain it goes one back, else one forward; so a reorganisation of any depth, and
 * one that happens while it is walking, needs no case of its own. At the tip it waits for {@link ChainNews}, or, where
 * these cannot be relied on, in bitcoind's own call for it.
 */
final class BlockFollower implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(BlockFollower.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final BitcoindNode node;
    private final ChainNews news;
    private final Inbox inbox;
    private final BlockListener listener;
    private final Duration longestPause;
    private final int firstHeight;
    private final Thread thread;
    private Optional<Tip> last;
    private Set<Bytes32> mempool = new HashSet<>();
    private Duration pause = FIRST_PAUSE;
    private long mempoolAskedNanos = System.nanoTime();
    private boolean waitedInVain;
    private boolean closed;

    /**
     * @param firstHeight blocks below it are not the listener's, even when the chain is reorganised there
     * @param last        the block told last, if any was
     */
    BlockFollower(BitcoindNode node, ChainNews news, BlockListener listener, int firstHeight, Optional<Tip> last,
            Duration longest) {
        this.node = node;
        this.news = news;
        this.inbox = news.open();
        this.listener = listener;
        this.firstHeight = firstHeight;
        this.last = last;
        this.longestPause = longest;
        this.thread = Thread.ofVirtual().name("blocks from " + firstHeight).unstarted(this::run);
    }

    BlockFollower start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (true) {
                try {
                    advance();
                    pause = FIRST_PAUSE;
                } catch (RuntimeException | ExecutionException failed) {
                    report(failed);
                    Thread.sleep(pause);
                    Duration doubled = pause.multipliedBy(2);
                    pause = doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
                }
            }
        } catch (InterruptedException ended) {
            LOG.debug("subscription from block {} ended", firstHeight);
        }
    }

    private void report(Exception failed) {
        switch (failed) {
            case ExecutionException byListener ->
                    LOG.error("a listener could not take a block; it will get it again", byListener.getCause());
            case ChainException chain -> unlessClosed(() -> listener.interrupted(chain));
            default -> unlessClosed(() -> listener.interrupted(new ChainException(
                    ChainException.Kind.REFUSED, "bitcoind's answer could not be used: " + failed, failed)));
        }
    }

    /** One block on or back, or a wait for news. */
    private void advance() throws InterruptedException, ExecutionException {
        if (last.isEmpty()) {
            begin();
            return;
        }
        Tip at = last.get();
        boolean told = inbox.takeBlock();
        BitcoindNode.Header header = node.header(at.hash());
        if (waitedInVain && !told && header.next().isPresent()) {
            news.missedBlock();
        }
        waitedInVain = false;
        if (!header.active()) {
            back(at);
        } else if (header.next().isPresent()) {
            connect(node.block(new Tip(at.height() + 1, header.next().get())));
        } else {
            unlessClosed(listener::upToDate);
            awaitNews(at.height() + 1);
        }
    }

    private void begin() throws InterruptedException, ExecutionException {
        int height = Math.max(firstHeight - 1, 0);
        Optional<Bytes32> hash = node.blockHash(height);
        if (hash.isEmpty()) {
            node.awaitHeight(height);
        } else if (firstHeight == 0) {
            connect(node.block(new Tip(0, hash.get())));
        } else {
            last = hash.map(known -> new Tip(height, known));
        }
    }

    private void connect(Block block) throws InterruptedException, ExecutionException {
        if (last.isPresent() && !block.previousHash().equals(last.get().hash())) {
            return; // reorganised between two questions: ask again
        }
        deliver(() -> listener.connected(block));
        last = Optional.of(block.tip());
    }

    private void back(Tip at) throws InterruptedException, ExecutionException {
        if (at.height() < firstHeight) {
            last = Optional.empty();
            return;
        }
        Block block = node.block(at);
        deliver(() -> listener.disconnected(block));
        last = Optional.of(block.parent());
    }

    /** Tells of the mempool meanwhile. Returns too when there is nothing new after a while. */
    private void awaitNews(int height) throws InterruptedException {
        boolean stale = System.nanoTime() - mempoolAskedNanos > news.silence().toNanos();
        if (inbox.takeMissed() || !news.tellsTransactions() || stale) {
            mempoolAskedNanos = System.nanoTime();
            tellMempool();
        }
        tellTransactions();
        if (!news.tellsBlocks()) {
            node.awaitHeight(height);
        } else if (news.tellsTransactions()) {
            waitedInVain = !inbox.await(news.silence());
            tellTransactions();
        } else {
            inbox.await(node.pollInterval());
        }
    }

    private void tellTransactions() {
        for (ChainTransaction transaction : inbox.takeTransactions()) {
            if (mempool.add(transaction.txid())) {
                unlessClosed(() -> listener.unconfirmed(transaction));
            }
        }
    }

    private void tellMempool() throws InterruptedException {
        List<Bytes32> current = node.mempool();
        Set<Bytes32> told = new HashSet<>();
        for (Bytes32 txid : current) {
            if (!mempool.contains(txid)) {
                node.unconfirmed(txid).ifPresent(tx -> unlessClosed(() -> listener.unconfirmed(tx)));
            }
            told.add(txid);
        }
        mempool = told;
    }

    private void deliver(Supplier<CompletionStage<?>> call) throws InterruptedException, ExecutionException {
        CompletionStage<?> taken;
        synchronized (this) {
            requireOpen();
            try {
                taken = call.get();
            } catch (RuntimeException byListener) {
                throw new ExecutionException(byListener);
            }
        }
        taken.toCompletableFuture().get();
    }

    /** For what needs no answer: a listener that throws is heard of in the log only. */
    private synchronized void unlessClosed(Runnable call) {
        if (closed) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException byListener) {
            LOG.error("a listener failed", byListener);
        }
    }

    private void requireOpen() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        news.giveBack(inbox);
        thread.interrupt();
    }
}
