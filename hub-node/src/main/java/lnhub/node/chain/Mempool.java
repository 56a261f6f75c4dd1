package lnhub.node.chain;

import static lnhub.node.chain.RejectedTransaction.require;

import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayDeque;
import java.util.Collection;
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
 * Valid, standard transactions that are in no block yet, parents before children. A transaction may replace others
 * that spend the same outputs if it pays for that (BIP 125's rules 2 to 5; every transaction can be replaced, as in
 * Bitcoin Core since version 28). Bounded by a total size; when full, newcomers are refused.
 */
final class Mempool implements CoinView {
    private static final Logger LOG = LoggerFactory.getLogger(Mempool.class);
    static final int MAX_VIRTUAL_SIZE = 50_000_000;
    private static final int MAX_RELATIVES = 25;
    private static final int MAX_REPLACED = 100;

    private final CoinSet confirmed;
    private final Map<TxId, Entry> entries = new LinkedHashMap<>();
    private final Map<OutPoint, TxId> spenders = new HashMap<>();
    private SpendContext next;
    private long virtualSize;

    /** A transaction, its fee in satoshi and its virtual size in bytes. */
    record Entry(Transaction tx, long feeSat, int virtualSize) {
    }

    private record Acceptance(Entry entry, Set<TxId> replaced) {
    }

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
        return check(tx).entry;
    }

    void accept(Transaction tx) {
        Acceptance acceptance = check(tx);
        acceptance.replaced.forEach(this::remove);
        entries.put(tx.txid, acceptance.entry);
        tx.txIn.forEach(input -> spenders.put(input.outPoint, tx.txid));
        virtualSize += acceptance.entry.virtualSize;
    }

    private Acceptance check(Transaction tx) {
        ConsensusRules.checkForm(tx);
        require(!tx.isCoinbase(), "coinbase");
        StandardRules.check(tx);
        require(ConsensusRules.isFinal(tx, next), "non-final");
        require(!entries.containsKey(tx.txid), "txn-already-in-mempool");
        if (confirmed.hasOutputOf(tx)) {
            throw RejectedTransaction.confirmed();
        }
        long feeSat = ConsensusRules.checkSpending(tx, this::created, next, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
        Entry entry = new Entry(tx, feeSat, StandardRules.virtualSize(tx));
        require(feeSat >= entry.virtualSize * StandardRules.RELAY_SAT_PER_VB, "min relay fee not met, "
                + feeSat + " < " + entry.virtualSize * StandardRules.RELAY_SAT_PER_VB);
        Set<TxId> replaced = checkReplacement(entry);
        Set<TxId> ancestors = ancestors(tx);
        require(ancestors.stream().noneMatch(replaced::contains), "bad-txns-spends-conflicting-tx");
        checkRelatives(ancestors);
        require(virtualSize + entry.virtualSize <= MAX_VIRTUAL_SIZE, "mempool full");
        return new Acceptance(entry, replaced);
    }

    /** BIP 125, rules 2 to 5. */
    private Set<TxId> checkReplacement(Entry entry) {
        Set<TxId> direct = new LinkedHashSet<>();
        entry.tx.txIn.stream().map(input -> spenders.get(input.outPoint))
                .filter(Objects::nonNull).forEach(direct::add);
        if (direct.isEmpty()) {
            return Set.of();
        }
        Set<TxId> replaced = new LinkedHashSet<>();
        direct.forEach(txid -> replaced.addAll(withDescendants(txid)));
        require(replaced.size() <= MAX_REPLACED, "too many potential replacements");
        checkNoNewUnconfirmedInputs(entry.tx, direct);
        for (TxId txid : direct) {
            Entry old = entries.get(txid);
            require(entry.feeSat * old.virtualSize > old.feeSat * entry.virtualSize,
                    "insufficient fee, rejecting replacement: its fee rate is not higher");
        }
        long replacedSat = replaced.stream().mapToLong(txid -> entries.get(txid).feeSat).sum();
        long neededSat = replacedSat + entry.virtualSize * StandardRules.RELAY_SAT_PER_VB;
        require(entry.feeSat >= neededSat,
                "insufficient fee, rejecting replacement: " + entry.feeSat + " < " + neededSat);
        return replaced;
    }

    private void checkNoNewUnconfirmedInputs(Transaction tx, Set<TxId> direct) {
        Set<TxId> parentsOfReplaced = new HashSet<>();
        direct.forEach(txid -> entries.get(txid).tx.txIn.forEach(input -> parentsOfReplaced.add(input.outPoint.txid)));
        require(tx.txIn.stream().map(input -> input.outPoint.txid).filter(entries::containsKey)
                .allMatch(parentsOfReplaced::contains), "replacement-adds-unconfirmed");
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
            accept(tx);
        } catch (RejectedTransaction noLongerValid) {
            LOG.debug("transaction {} left the mempool: {}", tx.txid, noLongerValid.getMessage());
        }
    }
}
