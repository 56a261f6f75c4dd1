package lnhub.actors.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<ChainTransaction> mempool = new CopyOnWriteArrayList<>();
    private BlockListener listener;
    private int forks;
    private boolean reachable = true;
    private boolean slow;
    private Optional<Published.Rejected> refusal = Optional.empty();
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
        mempool.removeAll(List.of(transactions));
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

    /** Its mempool would take no transaction any more. */
    void refuse(Published.Rejected why) {
        refusal = Optional.of(why);
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

    /** In the mempool, and told where somebody listens. */
    void mempool(ChainTransaction transaction) {
        mempool.add(transaction);
        if (listener != null) {
            listener.unconfirmed(transaction);
        }
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
    public CompletionStage<Optional<Published.Rejected>> refusal(Bytes rawTransaction) {
        return reachable ? CompletableFuture.completedFuture(refusal) : CompletableFuture.failedFuture(
                new ChainException(ChainException.Kind.UNREACHABLE, "nobody answers"));
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
    public synchronized CompletionStage<List<ChainTransaction>> unconfirmedSpends(Set<OutPoint> outputs) {
        return answer(mempool.stream().filter(tx -> tx.inputs().stream()
                .anyMatch(input -> outputs.contains(input.outPoint()))).toList());
    }

    @Override
    public CompletionStage<Optional<Unspent>> spendableOutput(OutPoint outPoint) {
        throw new AssertionError("not asked");
    }

    @Override
    public void close() {
    }
}
