package lnhub.actors.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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
import lnhub.protocol.units.ShortChannelId;

/** Blocks by height; only what the API asks of a chain. */
final class FakeChain implements Chain {
    static final int HEIGHT = 600;
    static final FeeRates RATES = new FeeRates(new TreeMap<>(Map.of(6, TestStates.FEERATE)), 253);

    private final Map<Integer, Block> blocks = new ConcurrentHashMap<>();
    volatile boolean reachable = true;

    FakeChain with(int height, ChainTransaction... transactions) {
        blocks.put(height, new Block(height, TestStates.bytes32(height % 100), TestStates.bytes32(1), 1_700_000_000L
                + height, List.of(transactions)));
        return this;
    }

    private <T> CompletionStage<T> answer(T value) {
        return reachable ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(
                new ChainException(ChainException.Kind.BUSY, "starting up"));
    }

    static Tip tipAt(int height) {
        return new Tip(height, TestStates.bytes32(height % 100));
    }

    @Override
    public CompletionStage<Tip> tip() {
        return answer(tipAt(HEIGHT));
    }

    @Override
    public CompletionStage<Optional<Block>> block(int height) {
        return answer(Optional.ofNullable(blocks.get(height)));
    }

    @Override
    public CompletionStage<FeeRates> feeRates() {
        return answer(RATES);
    }

    @Override
    public Subscription subscribe(int fromHeight, BlockListener listener) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public Subscription resume(Tip last, BlockListener listener) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Published> publish(Bytes rawTransaction) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Optional<Published.Rejected>> refusal(Bytes rawTransaction) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<List<ChainTransaction>> unconfirmedSpends(Set<OutPoint> outputs) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Published> publishPackage(List<Bytes> parentThenChild) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(OutPoint outPoint) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(ShortChannelId place) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public CompletionStage<Optional<Unspent>> spendableOutput(OutPoint outPoint) {
        throw new AssertionError("not asked by the API");
    }

    @Override
    public void close() {
    }
}
