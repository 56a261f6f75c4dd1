package lnhub.node.chain;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import lnhub.actors.chain.Tip;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A private bitcoin regtest chain in this process: real blocks, scripts, locks and mempool rules, mined on command.
 * Safe for use by any number of threads. It can be kept in a file; several processes share it through
 * {@link RegtestServer}.
 */
public final class RegtestChain implements AutoCloseable {
    /** So many blocks are held, in memory, at most. */
    public static final int MAX_BLOCKS = 500_000;

    private final InstantSource clock;
    private final BlockTree tree = new BlockTree(Block.RegtestGenesisBlock);
    private final CoinSet coins = new CoinSet();
    private final Mempool mempool = new Mempool(coins, SpendContext.after(tree.tip()));
    private final ChainLog log;
    private boolean caughtUp;
    private NavigableMap<Integer, Long> satPerKvbByTarget = new TreeMap<>();

    private RegtestChain(InstantSource clock, ChainLog log) {
        this.clock = clock;
        this.log = log;
    }

    /** A chain that ends with this process. */
    public static RegtestChain inMemory(InstantSource clock) {
        return new RegtestChain(clock, null);
    }

    /**
     * The chain kept in a file, with its mempool; a new one when there is none. All of it is validated again.
     *
     * @throws UncheckedIOException when the file cannot be used
     */
    public static RegtestChain open(Path file, InstantSource clock) {
        try {
            ChainLog log = ChainLog.open(file);
            RegtestChain chain = new RegtestChain(clock, log);
            log.replay(chain::replay);
            return chain;
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot use the regtest chain in " + file, unusable);
        }
    }

    private synchronized void replay(char kind, byte[] payload) {
        switch (kind) {
            case ChainLog.BLOCK -> add(Block.read(payload));
            case ChainLog.TRANSACTION -> mempool.restore(Transaction.read(payload));
            case ChainLog.INVALIDATE -> judge(new BlockHash(payload), false);
            case ChainLog.RECONSIDER -> judge(new BlockHash(payload), true);
            default -> throw new IllegalStateException("unknown record '" + kind + "' in the regtest chain's file");
        }
    }

    public synchronized Tip tip() {
        return new Tip(tree.tip().height(), Bytes32.copyOf(tree.tip().block().hash.value.toByteArray()));
    }

    /**
     * Mines blocks from the mempool; the reward goes to a script.
     *
     * @return their hashes, in internal byte order
     */
    public List<Bytes32> generate(int blocks, Bytes scriptPubkey) {
        ByteVector script = new ByteVector(scriptPubkey.toArray());
        return IntStream.range(0, blocks)
                .mapToObj(i -> Bytes32.copyOf(mine(script).value.toByteArray())).toList();
    }

    /**
     * The transactions of a block, its coinbase first.
     *
     * @param blockHash in internal byte order
     * @throws IllegalArgumentException when there is no such block
     */
    public synchronized List<Bytes> transactions(Bytes32 blockHash) {
        BlockTree.Node node = tree.node(new BlockHash(blockHash.toArray()))
                .orElseThrow(() -> new IllegalArgumentException("Block not found"));
        return node.block().tx.stream().map(tx -> Bytes.wrap(Transaction.write(tx))).toList();
    }

    synchronized BlockHash mine(ByteVector script) {
        if (tree.size() >= MAX_BLOCKS) {
            throw new IllegalStateException("the regtest chain is full (" + MAX_BLOCKS + " blocks): start a new one");
        }
        long now = clock.instant().getEpochSecond();
        Block block = BlockAssembler.mine(tree.tip(), mempool, script, now, tree.size());
        accept(block);
        return block.hash;
    }

    /** @throws RejectedTransaction when a consensus rule forbids it */
    synchronized void accept(Block block) {
        add(block);
        append(ChainLog.BLOCK, Block.write(block));
    }

    private void add(Block block) {
        BlockTree.Node parent = tree.node(block.header.hashPreviousBlock)
                .orElseThrow(() -> RejectedTransaction.because("prev-blk-not-found"));
        ConsensusRules.checkBlock(block, parent);
        BlockTree.Node node = tree.add(block, parent);
        if (parent == tree.tip()) {
            connect(node);
            mempool.connected(node);
            notifyAll();
        } else {
            activateBest();
        }
    }

    private void connect(BlockTree.Node node) {
        try {
            coins.connect(node);
        } catch (RejectedTransaction invalid) {
            tree.markInvalid(node);
            throw invalid;
        }
        tree.push(node);
    }

    /** @return the txid, in internal byte order; the same when the mempool has it already */
    public Bytes32 submit(Bytes rawTransaction) {
        Transaction tx = Transaction.read(rawTransaction.toArray());
        submit(tx);
        return Bytes32.copyOf(tx.hash.value.toByteArray());
    }

    /** @throws RejectedTransaction with bitcoind's reason */
    synchronized void submit(Transaction tx) {
        if (mempool.entry(tx.txid).isPresent()) {
            return;
        }
        mempool.accept(tx);
        append(ChainLog.TRANSACTION, Transaction.write(tx));
    }

    /**
     * Each alone where that works; where the parent pays too little alone, both together. What is accepted stays, even
     * when the other one is not.
     *
     * @throws RejectedTransaction with the reason why the child is not in the mempool
     */
    synchronized void submitPackage(Transaction parent, Transaction child) {
        RejectedTransaction parentRefused = null;
        try {
            submit(parent);
        } catch (RejectedTransaction refused) {
            parentRefused = refused;
        }
        if (parentRefused == null) {
            submit(child);
        } else if (parentRefused.isAboutTheFee()) {
            mempool.acceptPackage(parent, child);
            append(ChainLog.TRANSACTION, Transaction.write(parent));
            append(ChainLog.TRANSACTION, Transaction.write(child));
        } else {
            throw parentRefused;
        }
    }

    /**
     * The mempool's minimum fee rate from now on, as if it were full of transactions that pay so much; what pays less
     * is thrown out. It is not kept in a file.
     */
    public synchronized void mempoolMinimum(long satPerKvb) {
        mempool.minimum(satPerKvb);
    }

    synchronized long mempoolMinimumSatPerKvb() {
        return mempool.minimumSatPerKvb();
    }

    /** @throws RejectedTransaction when it would not be accepted */
    synchronized Mempool.Entry test(Transaction tx) {
        return mempool.test(tx);
    }

    /** Makes a block invalid, with all that follow it; the best other chain becomes the active one. */
    public void invalidate(Bytes32 hash) {
        judge(new BlockHash(hash.toArray()), false, ChainLog.INVALIDATE);
    }

    /** Takes {@link #invalidate} back. */
    public void reconsider(Bytes32 hash) {
        judge(new BlockHash(hash.toArray()), true, ChainLog.RECONSIDER);
    }

    private synchronized void judge(BlockHash hash, boolean valid, char record) {
        judge(hash, valid);
        append(record, hash.value.toByteArray());
    }

    private void judge(BlockHash hash, boolean valid) {
        BlockTree.Node node = tree.node(hash).orElseThrow(() -> new IllegalArgumentException("Block not found"));
        if (node.parent() == null) {
            throw new IllegalArgumentException("the genesis block cannot be judged");
        }
        if (valid) {
            tree.reconsider(node);
        } else {
            tree.markInvalid(node);
        }
        activateBest();
    }

    private void activateBest() {
        BlockTree.Node best = tree.best();
        BlockTree.Node fork = tree.fork(tree.tip(), best);
        List<Transaction> abandoned = new ArrayList<>();
        while (tree.tip() != fork) {
            List<Transaction> all = tree.tip().block().tx;
            abandoned.addAll(0, all.subList(1, all.size()));
            coins.disconnect(tree.tip());
            tree.pop();
        }
        for (int height = fork.height() + 1; height <= best.height(); height++) {
            connect(best.ancestor(height));
        }
        mempool.rebuild(tree.tip(), abandoned);
        notifyAll();
    }

    private void append(char kind, byte[] payload) {
        try {
            if (log != null) {
                log.append(kind, payload);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("the regtest chain cannot be kept", failed);
        }
    }

    synchronized BlockTree.Node tipNode() {
        return tree.tip();
    }

    /** Until the tip is, once, less than a day old: what bitcoind calls its initial block download. */
    synchronized boolean isInitialDownload() {
        long age = clock.instant().getEpochSecond() - tree.tip().block().header.time;
        caughtUp |= age < Duration.ofDays(1).toSeconds();
        return !caughtUp;
    }

    synchronized Optional<BlockTree.Node> node(BlockHash hash) {
        return tree.node(hash);
    }

    synchronized Optional<BlockTree.Node> nodeAt(int height) {
        return tree.at(height);
    }

    synchronized boolean isActive(BlockTree.Node node) {
        return tree.isActive(node);
    }

    synchronized Optional<Coin> coin(OutPoint outPoint, boolean withMempool) {
        return withMempool ? mempool.coin(outPoint) : coins.coin(outPoint);
    }

    synchronized Optional<Mempool.Entry> unconfirmed(TxId txid) {
        return mempool.entry(txid);
    }

    synchronized Optional<TxId> unconfirmedSpender(OutPoint outPoint) {
        return mempool.spender(outPoint);
    }

    synchronized List<Mempool.Entry> unconfirmed() {
        return List.copyOf(mempool.entries());
    }

    synchronized long mempoolVirtualSize() {
        return mempool.virtualSize();
    }

    /** Waits until the tip is as asked for, or for so long, whichever is first. */
    synchronized BlockTree.Node awaitTip(Predicate<BlockTree.Node> reached, Duration atMost)
            throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!reached.test(tree.tip())) {
            long leftMillis = Math.ceilDiv(end - System.nanoTime(), 1_000_000L);
            if (leftMillis <= 0) {
                break;
            }
            wait(leftMillis);
        }
        return tree.tip();
    }

    /** What estimatesmartfee answers from now on; at first it has, like a young bitcoind, not seen enough blocks. */
    public void estimateFeerate(long satPerKvb) {
        estimateFeerates(Map.of(1, satPerKvb));
    }

    /** The same by target in blocks: one that is not there gets the estimate of the next faster one, or the fastest. */
    public synchronized void estimateFeerates(Map<Integer, Long> byTarget) {
        satPerKvbByTarget = new TreeMap<>(byTarget);
    }

    synchronized OptionalLong feerateSatPerKvb(int target) {
        if (satPerKvbByTarget.isEmpty()) {
            return OptionalLong.empty();
        }
        Map.Entry<Integer, Long> notSlower = satPerKvbByTarget.floorEntry(target);
        return OptionalLong.of((notSlower == null ? satPerKvbByTarget.firstEntry() : notSlower).getValue());
    }

    @Override
    public synchronized void close() {
        try {
            if (log != null) {
                log.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("the regtest chain's file cannot be closed", failed);
        }
    }
}
