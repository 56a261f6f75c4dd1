package lnhub.node.chain;

import static lnhub.node.chain.RejectedTransaction.require;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * BIP 125, rules 2 to 5: whether transactions of the mempool may be replaced. Every transaction can be, as in Bitcoin
 * Core since version 28 (mempoolfullrbf), and a parent with its child can replace too (since 28, "package RBF").
 *
 * @param direct spend the same outputs as the newcomer
 * @param entries these and their descendants: what would go
 * @param known  whether the mempool has a transaction
 */
record Replacement(Set<TxId> direct, Map<TxId, Mempool.Entry> entries, Predicate<TxId> known) {
    private static final int MAX_REPLACED = 100;

    Set<TxId> all() {
        return entries.keySet();
    }

    /** Rule 2: a newcomer may not depend on other unconfirmed transactions than those it replaces did. */
    void checkInputs(Transaction tx) {
        Set<TxId> parentsOfReplaced = new HashSet<>();
        direct.forEach(txid -> entries.get(txid).tx().txIn.forEach(
                input -> parentsOfReplaced.add(input.outPoint.txid)));
        require(tx.txIn.stream().map(input -> input.outPoint.txid).filter(known).allMatch(parentsOfReplaced::contains),
                "replacement-adds-unconfirmed");
    }

    /**
     * Rules 3 to 5: it must pay more than all that goes, by what it costs to relay it, and at a higher rate than each
     * transaction it conflicts with.
     *
     * @return what goes
     */
    Set<TxId> check(long feeSat, int virtualSize) {
        require(entries.size() <= MAX_REPLACED, "too many potential replacements");
        for (TxId txid : direct) {
            Mempool.Entry old = entries.get(txid);
            require(feeSat * old.virtualSize() > old.feeSat() * virtualSize,
                    "insufficient fee, rejecting replacement: its fee rate is not higher");
        }
        long replacedSat = entries.values().stream().mapToLong(Mempool.Entry::feeSat).sum();
        long neededSat = replacedSat + StandardRules.feeSat(virtualSize, StandardRules.RELAY_SAT_PER_KVB);
        require(feeSat >= neededSat,
                "insufficient fee, rejecting replacement: " + feeSat + " < " + neededSat);
        return all();
    }
}
