package lnhub.actors.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** A chain that has what a test puts there. */
final class TestChain implements Chain {
    static final int HEIGHT = 200;

    private final Map<ShortChannelId, Unspent> outputs = new ConcurrentHashMap<>();
    private final List<BlockListener> listeners = new CopyOnWriteArrayList<>();
    private int height = HEIGHT;
    /** While set, the chain cannot be asked. */
    volatile boolean down;
    /** While set, questions for outputs wait for it. */
    volatile Optional<CompletableFuture<Void>> slow = Optional.empty();
    final AtomicInteger lookups = new AtomicInteger();

    void put(ShortChannelId id, Unspent output) {
        outputs.put(id, output);
    }

    void remove(ShortChannelId id) {
        outputs.remove(id);
    }

    /** A block that spends these; returns when every listener has dealt with it. */
    void block(OutPoint... spent) {
        height++;
        List<ChainTransaction.Input> inputs = new ArrayList<>();
        for (OutPoint outPoint : spent) {
            inputs.add(new ChainTransaction.Input(outPoint, 0, List.of()));
        }
        List<ChainTransaction> transactions = inputs.isEmpty() ? List.of()
                : List.of(new ChainTransaction(hash(height + 1_000), inputs, List.of(), 0, Bytes.EMPTY));
        Block block = new Block(height, hash(height), hash(height - 1), 0, transactions);
        listeners.forEach(listener -> listener.connected(block).toCompletableFuture().join());
    }

    /** The last block is reorganised out. */
    void disconnect() {
        Block block = new Block(height, hash(height), hash(height - 1), 0, List.of());
        height--;
        listeners.forEach(listener -> listener.disconnected(block).toCompletableFuture().join());
    }

    int listeners() {
        return listeners.size();
    }

    private static Bytes32 hash(int number) {
        byte[] hash = new byte[32];
        hash[0] = 1;
        hash[1] = (byte) number;
        hash[2] = (byte) (number >>> 8);
        return Bytes32.wrap(hash);
    }

    private <T> CompletionStage<T> answer(T answer) {
        return down ? CompletableFuture.failedFuture(new ChainException(ChainException.Kind.UNREACHABLE, "down"))
                : CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletionStage<Tip> tip() {
        return answer(new Tip(height, hash(height)));
    }

    @Override
    public Subscription subscribe(int fromHeight, BlockListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(ShortChannelId place) {
        lookups.incrementAndGet();
        Optional<Unspent> now = Optional.ofNullable(outputs.get(place));
        return slow.<CompletionStage<Optional<Unspent>>>map(gate -> gate.thenApply(open -> now))
                .orElseGet(() -> answer(now));
    }

    @Override
    public Subscription resume(Tip last, BlockListener listener) {
        throw new AssertionError("gossip starts at the tip");
    }

    @Override
    public CompletionStage<Published> publish(Bytes rawTransaction) {
        throw new AssertionError("gossip publishes nothing");
    }

    @Override
    public CompletionStage<Optional<Published.Rejected>> refusal(Bytes rawTransaction) {
        throw new AssertionError("gossip publishes nothing");
    }

    @Override
    public CompletionStage<List<ChainTransaction>> unconfirmedSpends(Set<OutPoint> outputs) {
        throw new AssertionError("gossip spends nothing");
    }

    @Override
    public CompletionStage<Published> publishPackage(List<Bytes> parentThenChild) {
        throw new AssertionError("gossip publishes nothing");
    }

    @Override
    public CompletionStage<FeeRates> feeRates() {
        throw new AssertionError("gossip pays no fees");
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(OutPoint outPoint) {
        throw new AssertionError("gossip knows places, not transactions");
    }

    @Override
    public CompletionStage<Optional<Unspent>> spendableOutput(OutPoint outPoint) {
        throw new AssertionError("gossip spends nothing");
    }

    @Override
    public CompletionStage<Optional<Block>> block(int atHeight) {
        throw new AssertionError("gossip is told of blocks");
    }

    @Override
    public void close() {
        listeners.clear();
    }
}
