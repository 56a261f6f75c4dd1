package lnhub.node.chain;

import static lnhub.node.chain.RejectedTransaction.require;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Valid, standard transactions that are in no block yet, parents before children. A transaction, or a parent with a
 * child that pays for it, may replace others that spend the same outputs if it pays for that (see {@link Replacement}).
 * Bounded by a total size; when full, newcomers are refused. bitcoind would throw the worst out and ask for more from
 * then on: what that comes to is here a minimum fee rate that a test sets.
 */
final class Mempool implements CoinView {
    private static final Logger LOG = LoggerFactory.getLogger(Mempool.class);
    static final int MAX_VIRTUAL_SIZE = 50_000_000;
    private static final int MAX_RELATIVES = 25;

    private final CoinSet confirmed;
    private final Map<TxId, Entry> entries = new LinkedHashMap<>();
    private final Map<OutPoint, TxId> spenders = new HashMap<>();
    private SpendContext next;
    private long virtualSize;
    private long minimumSatPerKvb = StandardRules.RELAY_SAT_PER_KVB;

    /** A transaction, its fee in satoshi and its virtual size in bytes. */
    record Entry(Transaction tx, long feeSat, int virtualSize) {
    }

    private record Acceptance(Entry entry, Set<TxId> replaced) {
    }

    /** What is checked of a newcomer: a transaction that was here before pays no fee again. */
    private enum Fees { ALONE, CHECKED_TOGETHER, PAID_BEFORE }

    Mempool(CoinSet confirmed, SpendContext next) {
        this.confirmed = confirmed;
        this.next = next;
    }

    @Override
    public Optional<Coin> coin(OutPoint outPoint) {
        return spenders.containsKey(outPoint) ? Optional.empty() : created(outPoint);
    }

    /** An output, whether or not another transaction of the mempool spends it. */
    private Optional<Coin> created(OutPoint outPoint) {
        Entry parent = entries.get(outPoint.txid);
        if (parent == null) {
            return confirmed.coin(outPoint);
        }
        return outPoint.index >= parent.tx.txOut.size() ? Optional.empty()
                : Optional.of(new Coin(parent.tx.txOut.get((int) outPoint.index), next.height(), false));
    }

    Optional<TxId> spender(OutPoint outPoint) {
        return Optional.ofNullable(spenders.get(outPoint));
    }

    Optional<Entry> entry(TxId txid) {
        return Optional.ofNullable(entries.get(txid));
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    long virtualSize() {
        return virtualSize;
    }

    /** @throws RejectedTransaction when it would not be accepted; nothing changes either way */
    Entry test(Transaction tx) {
        return check(tx, Fees.ALONE).entry;
    }

    void accept(Transaction tx) {
        put(check(tx, Fees.ALONE));
    }

    /** Takes back what was accepted before, whatever is asked for now. */
    void restore(Transaction tx) {
        put(check(tx, Fees.PAID_BEFORE));
    }

    private void put(Acceptance acceptance) {
        Transaction tx = acceptance.entry.tx;
        acceptance.replaced.forEach(this::remove);
        entries.put(tx.txid, acceptance.entry);
        tx.txIn.forEach(input -> spenders.put(input.outPoint, tx.txid));
        virtualSize += acceptance.entry.virtualSize;
    }

    /**
     * A parent and the child that pays for it, where neither would be accepted alone. Each must pay what is relayed at
     * all (no child could be relied on to stay); the mempool's minimum, and replacement, both together.
     *
     * @throws RejectedTransaction when they would not be accepted; then nothing changes
     */
    void acceptPackage(Transaction parent, Transaction child) {
        require(child.txIn.stream().anyMatch(input -> input.outPoint.txid.equals(parent.txid)),
                PublishError.NOT_VALIDATED); // as bitcoind puts it when the two are no parent and child
        Entry first = checkAlone(parent, this::created);
        CoinView.Overlay withParent = new CoinView.Overlay(this::created);
        withParent.create(parent, next.height(), false);
        Entry second = checkAlone(child, withParent);
        long feeSat = first.feeSat + second.feeSat;
        int size = first.virtualSize + second.virtualSize;
        requireMinimum(feeSat, size);
        Set<TxId> replaced = new LinkedHashSet<>(conflicts(parent));
        replaced.addAll(conflicts(child));
        if (!replaced.isEmpty()) {
            require(ancestors(parent).isEmpty() && ancestors(child).isEmpty(),
                    "package RBF failed: new transaction cannot have mempool ancestors");
            replaced = replacement(replaced).check(feeSat, size);
        }
        require(virtualSize + size <= MAX_VIRTUAL_SIZE, "mempool full");
        put(new Acceptance(first, replaced));
        try {
            put(check(child, Fees.CHECKED_TOGETHER));
        } catch (RejectedTransaction tooManyRelatives) {
            remove(parent.txid);
            throw tooManyRelatives;
        }
    }

    private Entry checkAlone(Transaction tx, CoinView coins) {
        ConsensusRules.checkForm(tx);
        require(!tx.isCoinbase(), "coinbase");
        StandardRules.check(tx);
        require(ConsensusRules.isFinal(tx, next), "non-final");
        require(!entries.containsKey(tx.txid), "txn-already-in-mempool");
        if (confirmed.hasOutputOf(tx)) {
            throw RejectedTransaction.confirmed();
        }
        long feeSat = ConsensusRules.checkSpending(tx, coins, next, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
        Entry entry = new Entry(tx, feeSat, StandardRules.virtualSize(tx));
        long relaySat = StandardRules.feeSat(entry.virtualSize, StandardRules.RELAY_SAT_PER_KVB);
        require(feeSat >= relaySat, "min relay fee not met, " + feeSat + " < " + relaySat);
        return entry;
    }

    private void requireMinimum(long feeSat, int size) {
        long minimumSat = StandardRules.feeSat(size, minimumSatPerKvb);
        require(feeSat >= minimumSat, "mempool min fee not met, " + feeSat + " < " + minimumSat);
    }

    private Acceptance check(Transaction tx, Fees fees) {
        Entry entry = checkAlone(tx, this::created);
        if (fees == Fees.ALONE) {
            requireMinimum(entry.feeSat, entry.virtualSize);
        }
        Set<TxId> replaced = conflicts(tx);
        if (!replaced.isEmpty()) {
            Replacement replacement = replacement(replaced);
            replacement.checkInputs(tx);
            replaced = fees == Fees.ALONE ? replacement.check(entry.feeSat, entry.virtualSize) : replacement.all();
        }
        Set<TxId> ancestors = ancestors(tx);
        require(Collections.disjoint(ancestors, replaced), "bad-txns-spends-conflicting-tx");
        checkRelatives(ancestors);
        require(virtualSize + entry.virtualSize <= MAX_VIRTUAL_SIZE, "mempool full");
        return new Acceptance(entry, replaced);
    }

    /** What spends the same outputs. */
    private Set<TxId> conflicts(Transaction tx) {
        Set<TxId> direct = new LinkedHashSet<>();
        tx.txIn.stream().map(input -> spenders.get(input.outPoint)).filter(Objects::nonNull).forEach(direct::add);
        return direct;
    }

    private Replacement replacement(Set<TxId> direct) {
        Map<TxId, Entry> all = new LinkedHashMap<>();
        direct.forEach(txid -> withDescendants(txid).forEach(each -> all.put(each, entries.get(each))));
        return new Replacement(direct, all, entries::containsKey);
    }

    /**
     * From now on the mempool asks for so much, as a bitcoind's does that is full; what would be worth less to a miner,
     * its descendants counted, is thrown out with them. At least what is relayed.
     */
    void minimum(long satPerKvb) {
        minimumSatPerKvb = Math.max(satPerKvb, StandardRules.RELAY_SAT_PER_KVB);
        for (Entry entry : List.copyOf(entries.values())) {
            if (entries.containsKey(entry.tx.txid) && isBelowMinimum(entry)) {
                withDescendants(entry.tx.txid).forEach(this::remove);
            }
        }
    }

    long minimumSatPerKvb() {
        return minimumSatPerKvb;
    }

    private boolean isBelowMinimum(Entry entry) {
        long feeSat = 0;
        int size = 0;
        for (TxId txid : withDescendants(entry.tx.txid)) {
            feeSat += entries.get(txid).feeSat;
            size += entries.get(txid).virtualSize;
        }
        return entry.feeSat < StandardRules.feeSat(entry.virtualSize, minimumSatPerKvb)
                && feeSat < StandardRules.feeSat(size, minimumSatPerKvb);
    }

    private void checkRelatives(Set<TxId> ancestors) {
        require(ancestors.size() < MAX_RELATIVES, "too-long-mempool-chain, too many unconfirmed ancestors");
        for (TxId ancestor : ancestors) {
            require(withDescendants(ancestor).size() < MAX_RELATIVES,
                    "too-long-mempool-chain, too many descendants");
        }
    }

    /** The transactions of the mempool that this one needs to be in a block before it. */
    Set<TxId> ancestors(Transaction tx) {
        Set<TxId> found = new HashSet<>();
        Deque<Transaction> open = new ArrayDeque<>(List.of(tx));
        while (!open.isEmpty()) {
            for (TxIn input : open.pop().txIn) {
                Entry parent = entries.get(input.outPoint.txid);
                if (parent != null && found.add(parent.tx.txid)) {
                    open.push(parent.tx);
                }
            }
        }
        return found;
    }

    private Set<TxId> withDescendants(TxId txid) {
        Set<TxId> found = new LinkedHashSet<>(Set.of(txid));
        Deque<TxId> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            Transaction tx = entries.get(open.pop()).tx;
            for (int i = 0; i < tx.txOut.size(); i++) {
                TxId child = spenders.get(new OutPoint(tx.txid, i));
                if (child != null && found.add(child)) {
                    open.push(child);
                }
            }
        }
        return found;
    }

    private void remove(TxId txid) {
        Entry entry = entries.remove(txid);
        entry.tx.txIn.forEach(input -> spenders.remove(input.outPoint));
        virtualSize -= entry.virtualSize;
    }

    /** The next block is on top of the mempool's old tip: what it has, and what it made impossible, goes. */
    void connected(BlockTree.Node node) {
        for (Transaction tx : node.block().tx) {
            if (entries.containsKey(tx.txid)) {
                remove(tx.txid);
            }
            for (TxIn input : tx.txIn) {
                TxId conflict = spenders.get(input.outPoint);
                if (conflict != null) {
                    withDescendants(conflict).forEach(this::remove);
                }
            }
        }
        next = SpendContext.after(node);
    }

    /** The chain's end is another one: all is checked again, first what the abandoned blocks had. */
    void rebuild(BlockTree.Node tip, List<Transaction> abandoned) {
        Map<TxId, Transaction> again = new LinkedHashMap<>();
        abandoned.forEach(tx -> again.put(tx.txid, tx));
        entries.values().forEach(entry -> again.put(entry.tx.txid, entry.tx));
        entries.clear();
        spenders.clear();
        virtualSize = 0;
        next = SpendContext.after(tip);
        again.values().forEach(this::acceptIfValid);
    }

    private void acceptIfValid(Transaction tx) {
        try {
            restore(tx);
        } catch (RejectedTransaction noLongerValid) {
            LOG.debug("transaction {} left the mempool: {}", tx.txid, noLongerValid.getMessage());
        }
    }
}
