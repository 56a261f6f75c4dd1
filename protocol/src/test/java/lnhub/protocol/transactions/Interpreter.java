package lnhub.protocol.transactions;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxHash;
import fr.acinq.bitcoin.TxOut;
import java.util.Map;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** bitcoin-kmp's script interpreter with a node's standardness rules: what it accepts, bitcoind relays. */
public final class Interpreter {
    private Interpreter() {
    }

    public static Transaction parse(Bytes transaction) {
        return Transaction.read(transaction.unsafeArray());
    }

    /** Throws unless the only input of {@code spending} may spend this output, and makes no money. */
    static void checkSpends(Transaction spending, OutPoint spent, TransactionOutput output) {
        TxOut parent = new TxOut(new Satoshi(output.amountSat()), new ByteVector(output.scriptPubkey().toArray()));
        spending.correctlySpends(Map.of(kmp(spent), parent), ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
        long out = spending.txOut.stream().mapToLong(o -> o.amount.toLong()).sum();
        if (out > output.amountSat()) {
            throw new IllegalStateException("spends " + out + " sat out of " + output.amountSat());
        }
    }

    public static void checkSpends(Bytes spending, OutPoint spent, TransactionOutput output) {
        checkSpends(parse(spending), spent, output);
    }

    /** Checks the spending of output {@code index} of a transaction that is parsed anew. */
    static void checkSpends(Bytes spending, Bytes parent, int index) {
        Transaction transaction = parse(parent);
        TxOut output = transaction.txOut.get(index);
        checkSpends(spending,
                new OutPoint(Bytes32.wrap(transaction.hash.value.toByteArray()), index),
                new TransactionOutput(output.amount.toLong(), Bytes.wrap(output.publicKeyScript.toByteArray())));
    }

    static fr.acinq.bitcoin.OutPoint kmp(OutPoint outPoint) {
        return new fr.acinq.bitcoin.OutPoint(
                new TxHash(new ByteVector32(outPoint.txid().toArray())), outPoint.index());
    }
}
