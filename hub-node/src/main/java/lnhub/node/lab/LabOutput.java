package lnhub.node.lab;

import fr.acinq.bitcoin.Transaction;
import java.util.List;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * An output of a transaction, with what a reader wants to know of it.
 *
 * @param from the name of its transaction, for example "deposit"
 * @param index in its transaction, from 0
 * @param name what it is, for example "to B"
 * @param owners who can take it, one or several; the first has the first claim
 * @param witnessScript empty for a P2WPKH, which one key alone opens
 * @param words the condition, for example "at once" or "after 10 blocks"
 */
record LabOutput(String from, OutPoint outPoint, TransactionOutput output, String name, List<Party> owners,
        Bytes witnessScript, String words) {

    /** What is said of an output before its transaction has an id. */
    record Form(TransactionOutput output, String name, List<Party> owners, Bytes witnessScript, String words) {
        /** Money of one party, to do with what it likes. */
        static Form wallet(Party owner, long amountSat) {
            return new Form(new TransactionOutput(amountSat, owner.walletScript()), owner + "'s own money",
                    List.of(owner), Bytes.EMPTY, "at once");
        }
    }

    static LabOutput of(String from, Transaction transaction, int index, Form form) {
        Bytes32 txid = Bytes32.wrap(transaction.hash.value.toByteArray());
        return new LabOutput(from, new OutPoint(txid, index), form.output, form.name, form.owners,
                form.witnessScript, form.words);
    }

    int index() {
        return outPoint.index();
    }

    long amountSat() {
        return output.amountSat();
    }
}
