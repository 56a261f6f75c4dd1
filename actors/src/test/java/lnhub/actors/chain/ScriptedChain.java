package lnhub.actors.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * A chain that a test writes block by block. What it has and what its listener was told of can differ, as with a real
 * node whose news take their time.
 */
final class ScriptedChain implements Chain {
    static final FeeRates RATES = new FeeRates(new TreeMap<>(Map.of(6, 1_000)), 253);

    private final List<Block> blocks = new ArrayList<>();
    private final Map<OutPoint, ChainTransaction.Output> created = new HashMap<>();
    private BlockListener listener;
    private int forks;
    private boolean reachable = true;
    private boolean slow;
    private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    /** @param height of the tip: that many empty blocks upon the first */
    ScriptedChain(int height) {
        for (int i = 0; i <= height; i++) {
            add();
        }
    }

    static Bytes32 hash(String text) {
        return Hashes.sha256(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** A transaction that spends outputs and pays one of 1,000,000 sat to a script that its name gives. */
    static ChainTransaction transaction(String name, OutPoint... spends) {
        List<ChainTransaction.Input> inputs = new ArrayList<>();
        for (OutPoint spent : spends) {
            inputs.add(new ChainTransaction.Input(spent, 0, List.of()));
        }
        return new ChainTransaction(hash(name), inputs, List.of(new ChainTransaction.Output(1_000_000, script(name))),
                0, Bytes.wrap(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    static Bytes script(String name) {
        return hash("script of " + name).toBytes();
    }

    /** A block that nobody is told of yet. */
    synchronized Block add(ChainTransaction... transactions) {
        Block block = new Block(blocks.size(), hash(forks + "/" + blocks.size()),
                blocks.isEmpty() ? Bytes32.ZEROES : blocks.getLast().hash(), 0, List.of(transactions));
        blocks.add(block);
        for (ChainTransaction transaction : transactions) {
            created.put(transaction.outPoint(0), transaction.outputs().getFirst());
        }
        return block;
    }

    /** Takes the last block away; the next one of that height is another. */
    synchronized Block drop() {
        forks++;
        return blocks.removeLast();
    }

    /** What the test thread wants told is told when this returns. */
    void connect(Block block) {
        listener.connected(block).toCompletableFuture().join();
    }

    void disconnect(Block block) {
        listener.disconnected(block).toCompletableFuture().join();
    }

    void mine(ChainTransaction... transactions) {
        connect(add(transactions));
    }

    void undo() {
        disconnect(drop());
    }

    void mempool(ChainTransaction transaction) {
        listener.unconfirmed(transaction);
    }

    synchronized void reachable(boolean reachable) {
        this.reachable = reachable;
    }

    /** Every answer comes by another thread. */
    synchronized void slow() {
        slow = true;
    }

    /** From now on no answer comes before the stage is completed. */
    synchronized CompletableFuture<Void> hold() {
        gate = new CompletableFuture<>();
        return gate;
    }

    synchronized boolean isFollowed() {
        return listener != null;
    }

    private <T> CompletionStage<T> answer(T value) {
        CompletableFuture<T> answer = reachable ? CompletableFuture.completedFuture(value)
                : CompletableFuture.failedFuture(new ChainException(ChainException.Kind.UNREACHABLE, "gone"));
        CompletableFuture<T> held = gate.thenCompose(open -> answer);
        return slow ? held.thenApplyAsync(v -> v, ForkJoinPool.commonPool()) : held;
    }

    private boolean isSpent(OutPoint output) {
        return blocks.stream().flatMap(block -> block.transactions().stream())
                .anyMatch(tx -> tx.inputs().stream().anyMatch(input -> input.outPoint().equals(output)));
    }

    private Optional<Block> with(OutPoint output) {
        return blocks.stream().filter(block -> block.transactions().stream()
                .anyMatch(tx -> tx.txid().equals(output.txid()))).findFirst();
    }

    @Override
    public synchronized CompletionStage<Tip> tip() {
        return answer(blocks.getLast().tip());
    }

    @Override
    public synchronized Subscription resume(Tip last, BlockListener to) {
        listener = to;
        return () -> { };
    }

    @Override
    public synchronized CompletionStage<FeeRates> feeRates() {
        return answer(RATES);
    }

    @Override
    public synchronized CompletionStage<Optional<Unspent>> unspentOutput(OutPoint outPoint) {
        return answer(isSpent(outPoint) ? Optional.empty() : with(outPoint).map(block -> new Unspent(outPoint,
                created.get(outPoint).amountSat(), created.get(outPoint).scriptPubkey(), block.height(),
                blocks.size() - block.height())));
    }

    @Override
    public synchronized CompletionStage<Optional<Block>> block(int height) {
        return answer(height < blocks.size() ? Optional.of(blocks.get(height)) : Optional.empty());
    }

    @Override
    public Subscription subscribe(int fromHeight, BlockListener to) {
        throw new AssertionError("not asked");
    }

    @Override
    public CompletionStage<Published> publish(Bytes rawTransaction) {
        throw new AssertionError("not asked");
    }

    @Override
    public CompletionStage<Published> publishPackage(List<Bytes> parentThenChild) {
        throw new AssertionError("not asked");
    }

    @Override
    public CompletionStage<Optional<Unspent>> unspentOutput(ShortChannelId place) {
        throw new AssertionError("not asked");
    }

    @Override
    public CompletionStage<Optional<Unspent>> spendableOutput(OutPoint outPoint) {
        throw new AssertionError("not asked");
    }

    @Override
    public void close() {
    }
}
