package lnhub.node.chain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * The chain behind a bitcoind's JSON-RPC interface, or a {@link RegtestServer}. News come over ZMQ where that is
 * configured and works; otherwise they are asked for with {@code waitforblockheight}, which answers at once when there
 * is a new block; a bitcoind that does not have it is polled.
 */
public final class BitcoindChain implements Chain {
    /** bitcoind answers with 4 to 16 threads; more calls would only queue there, and its queue is short. */
    private static final int MAX_CALLS = 8;
    private static final int MAX_WAITING = 10_000;

    private final BitcoindConfig config;
    private final BitcoindNode node;
    private final ChainNews news;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(MAX_CALLS, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    public BitcoindChain(BitcoindConfig config) {
        this.config = config;
        this.node = new BitcoindNode(config);
        this.news = new ChainNews(config.zmq(), config.longestPause());
    }

    private <T> CompletionStage<T> answer(Question<T> question) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(new ChainException(ChainException.Kind.BUSY,
                    "more than " + MAX_WAITING + " calls wait for bitcoind"));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> waiting.decrementAndGet());
        try {
            threads.execute(() -> complete(answer, question));
        } catch (RejectedExecutionException closed) {
            answer.completeExceptionally(ended());
        }
        return answer;
    }

    private <T> void complete(CompletableFuture<T> answer, Question<T> question) {
        try {
            calls.acquire();
            try {
                answer.complete(question.ask());
            } finally {
                calls.release();
            }
        } catch (InterruptedException closing) {
            answer.completeExceptionally(ended());
        } catch (RpcError error) {
            answer.completeExceptionally(new ChainException(ChainException.Kind.REFUSED,
                    "bitcoind refused: " + error.getMessage() + " (" + error.code() + ")", error));
        } catch (RuntimeException failed) {
            answer.completeExceptionally(failed instanceof ChainException ? failed : new ChainException(
                    ChainException.Kind.REFUSED, "bitcoind's answer could not be used: " + failed, failed));
        }
    }

    private static ChainException ended() {
        return new ChainException(ChainException.Kind.UNREACHABLE, "the connection to bitcoind has been closed");
    }

    /** Whether new blocks are told, and not asked for, at the moment. */
    boolean hearsOfBlocks() {
        return news.tellsBlocks();
    }

    @Override
    public CompletionStage<Tip> tip() {
        return answer(node::tip);
    }

    @Override
    public Subscription subscribe(int fromHeight, BlockListener listener) {
        if (fromHeight < 0) {
            throw new IllegalArgumentException("no block has height " + fromHeight);
        }
        return follow(listener, fromHeight, Optional.empty());
    }

    @Override
    public Subscription resume(Tip last, BlockListener listener) {
        return follow(listener, 0, Optional.of(last));
    }

    private Subscription follow(BlockListener listener, int firstHeight, Optional<Tip> last) {
        Subscription follower =
                new BlockFollower(node, news, listener, firstHeight, last, config.longestPause()).start();
        Subscription registered = () -> {
            follower.close();
            subscriptions.remove(follower);
        };
        subscriptions.add(follower);
        return registered;
    }

    @Override
    public CompletionStage<Published> publish(Bytes rawTransaction) {
        return answer(() -> node.publish(rawTransaction));
    }

    @Override
    public CompletionStage<Published> publishPackage(List<Bytes> parentThenChild) {
        if (parentThenChild.size() != 2) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "a package of " + parentThenChild.size() + " transactions, not a parent and its child"));
        }
        return answer(() -> node.publishPackage(parentThenChild.getFirst(), parentThenChild.getLast()));
    }

    @Override
    public CompletionStage<Optional<Published.Rejected>> refusal(Bytes rawTransaction) {
        return answer(() -> node.refusal(rawTransaction));
    }

    @Override
    public CompletionStage<FeeRates> feeRates() {
        return answer(node::feeRates);
    }

    @Override
    public CompletionStage<List<ChainTransaction>> unconfirmedSpends(Set<OutPoint> outputs) {
        return answer(() -> node.unconfirmedSpends(outputs));
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(OutPoint outPoint) {
        return answer(() -> node.unspent(outPoint, false));
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(ShortChannelId place) {
        return answer(() -> node.unspent(place));
    }

    @Override
    public CompletionStage<Optional<Unspent>> spendableOutput(OutPoint outPoint) {
        return answer(() -> node.unspent(outPoint, true));
    }

    @Override
    public CompletionStage<Optional<Block>> block(int height) {
        return answer(() -> {
            Optional<Bytes32> hash = node.blockHash(height);
            return hash.isEmpty() ? Optional.empty() : Optional.of(node.block(new Tip(height, hash.get())));
        });
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        news.close();
        threads.shutdownNow();
        node.close();
    }
}
