package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.TestChain;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Who has what on chain, and who has paid which fees: reckoned from what was paid out and from all blocks since. */
final class Ledgerbook {
    /** A transaction in a block. */
    record Mined(ChainTransaction transaction, Bytes raw, int height) {
    }

    private record Output(long amountSat, Bytes script) {
    }

    private final Map<OutPoint, Output> paid = new LinkedHashMap<>();
    /** Every output that comes of what was paid out, in this branch of the chain or another. */
    private final Map<OutPoint, Output> known = new HashMap<>();
    private final Set<OutPoint> fundings = new HashSet<>();
    private final Map<Bytes32, TestNode> makers = new HashMap<>();
    private final List<Mined> chain = new ArrayList<>();
    /** Why transactions were refused, in order. */
    final List<String> refusals = new ArrayList<>();

    /** The same without repetitions. */
    Set<String> refused() {
        return new LinkedHashSet<>(refusals);
    }

    /** Where the coins of a node's wallet are paid. */
    Bytes coinScript(TestNode node) {
        return Bytes.fromHex("0014" + Bytes.wrap(Hashes.hash160(node.id.toArray())));
    }

    void paid(OutPoint outPoint, long amountSat, Bytes script) {
        paid.put(outPoint, new Output(amountSat, script));
        known.put(outPoint, new Output(amountSat, script));
    }

    void funding(OutPoint outPoint, long amountSat) {
        fundings.add(outPoint);
        paid(outPoint, amountSat, Bytes.EMPTY);
    }

    long paidSat(OutPoint outPoint) {
        return paid.get(outPoint).amountSat();
    }

    void madeBy(Bytes32 txid, TestNode node) {
        makers.putIfAbsent(txid, node);
    }

    boolean isMadeBy(Bytes32 txid, TestNode node) {
        return makers.get(txid) == node;
    }

    /** How many transactions were made. */
    int made() {
        return makers.size();
    }

    boolean isFunding(OutPoint output) {
        return fundings.contains(output);
    }

    void refused(TestNode node, String why) {
        refusals.add(node + ": " + why);
    }

    /** @param transactions of a block: those that have nothing to do with what was paid out are passed over */
    void mined(int height, List<Bytes> transactions) {
        for (Bytes raw : transactions) {
            ChainTransaction transaction = ChainTransaction.parse(raw);
            if (transaction.inputs().stream().anyMatch(input -> known.containsKey(input.outPoint()))) {
                chain.add(new Mined(transaction, raw, height));
                known.putAll(outputs(transaction));
            }
        }
    }

    void undone(int fromHeight) {
        chain.removeIf(mined -> mined.height() >= fromHeight);
    }

    List<Mined> chain() {
        return chain;
    }

    /** What spends these in the chain. */
    Map<OutPoint, Mined> spends(Set<OutPoint> wanted) {
        Map<OutPoint, Mined> spends = new TreeMap<>();
        for (Mined mined : chain) {
            mined.transaction().inputs().stream().filter(input -> wanted.contains(input.outPoint()))
                    .forEach(input -> spends.put(input.outPoint(), mined));
        }
        return spends;
    }

    /** What a node has of its wallet's coins and of what its claims have paid, and the fees it has paid on top. */
    long grossSat(TestNode node, Set<Bytes> closeScripts) {
        Bytes coins = coinScript(node);
        long sum = unspent().values().stream().filter(output -> closeScripts.contains(output.script())
                || output.script().equals(coins)).mapToLong(Output::amountSat).sum();
        return sum + feesSat(node);
    }

    private Map<OutPoint, Output> unspent() {
        Map<OutPoint, Output> unspent = new HashMap<>(paid);
        for (Mined mined : chain) {
            mined.transaction().inputs().forEach(input -> unspent.remove(input.outPoint()));
            unspent.putAll(outputs(mined.transaction()));
        }
        return unspent;
    }

    private static Map<OutPoint, Output> outputs(ChainTransaction transaction) {
        Map<OutPoint, Output> outputs = new HashMap<>();
        for (int index = 0; index < transaction.outputs().size(); index++) {
            ChainTransaction.Output output = transaction.outputs().get(index);
            outputs.put(new OutPoint(transaction.txid(), index), new Output(output.amountSat(), output.scriptPubkey()));
        }
        return outputs;
    }

    /** The sum of a transaction's outputs over just this amount that a node has taken. */
    long spentSat(TestNode node, ChainTransaction transaction, long amountSat) {
        Set<OutPoint> outputs = new HashSet<>(outputs(transaction).keySet());
        outputs.removeIf(output -> known.get(output).amountSat() != amountSat);
        return amountSat * spends(outputs).values().stream().filter(spend ->
                isMadeBy(spend.transaction().txid(), node)).count();
    }

    /** The fees of the transactions that a node has made and that do not spend a funding output. */
    long feesSat(TestNode node) {
        long sum = 0;
        for (Mined mined : chain) {
            boolean commitment = mined.transaction().inputs().stream()
                    .anyMatch(input -> isFunding(input.outPoint()));
            if (makers.get(mined.transaction().txid()) == node && !commitment) {
                sum += mined.transaction().inputs().stream().mapToLong(i -> known.get(i.outPoint()).amountSat()).sum();
                sum -= mined.transaction().outputs().stream().mapToLong(ChainTransaction.Output::amountSat).sum();
            }
        }
        return sum;
    }

    /** A transaction with which the owner of a coin gives it away. */
    Bytes spending(FeeInput coin, TestNode owner) {
        Bytes unsigned = Bytes.fromHex("02000000" + "01" + coin.outPoint().txid().toHex()
                + "%08x".formatted(Integer.reverseBytes(coin.outPoint().index())) + "00" + "fdffffff" + "01"
                + "%016x".formatted(Long.reverseBytes(coin.amountSat() - 5_000)) + "160014" + "11".repeat(20)
                + "00000000");
        return TestChain.signCoins(unsigned, owner.key, this::paidSat);
    }
}
