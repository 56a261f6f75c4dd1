package lnhub.protocol.channel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.TestChain;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A chain in memory: Bitcoin's scripts and locks for real, a mempool with replacement by fee, blocks without proof. */
final class SimLedger implements TestLedger {
    /** What a replacement must pay more, in satoshi. */
    private static final long REPLACEMENT_SAT = 100;

    private record Entry(Bytes raw, ChainTransaction parsed, long feeSat) {
    }

    /** @param after the outputs that are unspent after it */
    private record MinedBlock(Bytes32 hash, List<Entry> transactions, TestChain after) {
    }

    private final int base;
    private final TestChain genesis = new TestChain();
    private final List<MinedBlock> blocks = new ArrayList<>();
    private List<Entry> mempool = new ArrayList<>();
    /** Which branch is being built: blocks of different branches have different hashes. */
    private int branch;
    private int paid;
    /** Below it, in satoshi per 1,000 weight units, nothing enters the mempool. */
    private long minimumPerKw;

    /** @param height of the first block, which holds everything that is paid out */
    SimLedger(int height) {
        this.base = height;
        this.blocks.add(new MinedBlock(hash(height, 0), List.of(), genesis));
    }

    private static Bytes32 hash(int height, int branch) {
        return Hashes.sha256(ByteBuffer.allocate(8).putInt(height).putInt(branch).array());
    }

    @Override
    public int height() {
        return base + blocks.size() - 1;
    }

    @Override
    public Bytes32 hash(int height) {
        return blocks.get(height - base).hash();
    }

    @Override
    public List<OutPoint> pay(Bytes scriptPubkey, long amountSat, int count) {
        return Stream.generate(() -> pay(scriptPubkey, amountSat)).limit(count).toList();
    }

    private OutPoint pay(Bytes scriptPubkey, long amountSat) {
        OutPoint outPoint = new OutPoint(Hashes.sha256(ByteBuffer.allocate(4).putInt(++paid).array()), 1);
        add(outPoint, scriptPubkey, amountSat);
        return outPoint;
    }

    /** An output that was confirmed long ago. */
    void add(OutPoint outPoint, Bytes scriptPubkey, long amountSat) {
        blocks.forEach(block -> block.after().add(outPoint, new TransactionOutput(amountSat, scriptPubkey), 1));
    }

    private TestChain tip() {
        return blocks.getLast().after();
    }

    /** Of a package that is refused only the parent may stay, if it pays enough alone. */
    @Override
    public Optional<String> publish(List<Bytes> transactions) {
        List<Entry> before = new ArrayList<>(mempool);
        Optional<String> refused = accept(transactions);
        if (refused.isPresent() && transactions.size() > 1) {
            mempool = before;
            accept(transactions.subList(0, 1));
        }
        return refused;
    }

    private Optional<String> accept(List<Bytes> transactions) {
        Optional<String> refused = Optional.empty();
        long packageFeeSat = 0;
        long packageWeight = 0;
        for (Bytes transaction : transactions) {
            ChainTransaction parsed = ChainTransaction.parse(transaction);
            if (isKnown(parsed.txid())) {
                refused = Optional.empty();
                continue;
            }
            try {
                long feeSat = fee(transaction, parsed);
                packageFeeSat += feeSat;
                packageWeight += 4L * transaction.length();
                boolean last = transaction == transactions.getLast();
                refused = accept(new Entry(transaction, parsed, feeSat),
                        !last || packageFeeSat * 1000 >= minimumPerKw * packageWeight / 2);
            } catch (RuntimeException invalid) {
                refused = Optional.of(String.valueOf(invalid.getMessage()));
            }
        }
        return refused;
    }

    private boolean isKnown(Bytes32 txid) {
        return mempool.stream().anyMatch(entry -> entry.parsed().txid().equals(txid))
                || blocks.stream().flatMap(block -> block.transactions().stream())
                        .anyMatch(entry -> entry.parsed().txid().equals(txid));
    }

    private long fee(Bytes transaction, ChainTransaction parsed) {
        TestChain view = tip().copy();
        Set<Bytes32> without = conflicts(parsed);
        mempool.stream().filter(entry -> !without.contains(entry.parsed().txid()))
                .forEach(entry -> view.apply(entry.raw(), height() + 1));
        return view.check(transaction, height() + 1);
    }

    private Optional<String> accept(Entry entry, boolean paysEnough) {
        if (!paysEnough) {
            return Optional.of("mempool min fee not met");
        }
        Set<Bytes32> replaced = conflicts(entry.parsed());
        long replacedSat = mempool.stream().filter(known -> replaced.contains(known.parsed().txid()))
                .mapToLong(Entry::feeSat).sum();
        if (!replaced.isEmpty() && entry.feeSat() < replacedSat + REPLACEMENT_SAT) {
            return Optional.of("insufficient fee to replace " + replacedSat + " sat");
        }
        mempool.removeIf(known -> replaced.contains(known.parsed().txid()));
        mempool.add(entry);
        return Optional.empty();
    }

    /** What spends the same outputs, and all that spends those. */
    private Set<Bytes32> conflicts(ChainTransaction transaction) {
        Set<OutPoint> spent = new HashSet<>();
        transaction.inputs().forEach(input -> spent.add(input.outPoint()));
        Set<Bytes32> found = new HashSet<>();
        for (Entry entry : mempool) {
            boolean hit = entry.parsed().inputs().stream().anyMatch(input -> spent.contains(input.outPoint())
                    || found.contains(input.outPoint().txid()));
            if (hit) {
                found.add(entry.parsed().txid());
            }
        }
        return found;
    }

    @Override
    public List<Bytes> mine() {
        TestChain after = tip().copy();
        int height = height() + 1;
        List<Entry> mined = List.copyOf(mempool);
        mined.forEach(entry -> after.apply(entry.raw(), height));
        mempool = new ArrayList<>();
        blocks.add(new MinedBlock(hash(height, branch), mined, after));
        return mined.stream().map(Entry::raw).toList();
    }

    @Override
    public void undo(int count) {
        branch++;
        List<Bytes> again = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            again.addAll(0, blocks.removeLast().transactions().stream().map(Entry::raw).toList());
        }
        mempool.forEach(entry -> again.add(entry.raw()));
        mempool = new ArrayList<>();
        again.forEach(raw -> publish(List.of(raw)));
    }

    @Override
    public void forget(Bytes32 txid) {
        Set<Bytes32> gone = new HashSet<>(Set.of(txid));
        mempool.removeIf(entry -> gone.contains(entry.parsed().txid()) || entry.parsed().inputs().stream()
                .anyMatch(input -> gone.contains(input.outPoint().txid())) && gone.add(entry.parsed().txid()));
    }

    @Override
    public void crash() {
        mempool.clear();
        minimumPerKw = 0;
    }

    @Override
    public void spike(int feeratePerKw) {
        minimumPerKw = feeratePerKw;
    }
}
