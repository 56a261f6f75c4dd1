package lnhub.node.lab;

import fr.acinq.bitcoin.Crypto;
import fr.acinq.bitcoin.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A transaction in lines of text: what it is for, who holds what, its locks, and its decoded scripts. */
final class TransactionText {
    /**
     * A line and what it is about.
     *
     * @param label empty for a line of a script, whose indentation is part of the text
     */
    record Line(String label, String text) {
        boolean isScript() {
            return label.isEmpty();
        }
    }

    private final LabTransaction transaction;
    private final Names names;
    private final List<Line> lines = new ArrayList<>();

    private TransactionText(LabTransaction transaction, Names names) {
        this.transaction = transaction;
        this.names = names;
    }

    /** All there is to say. */
    static List<Line> of(LabTransaction transaction, Names names) {
        TransactionText text = new TransactionText(transaction, names);
        text.head();
        for (int i = 0; i < transaction.spent().size(); i++) {
            text.input(i);
        }
        transaction.outputs().forEach(text::output);
        return List.copyOf(text.lines);
    }

    /** One line, for one of many. */
    static String line(LabTransaction transaction) {
        StringBuilder line = new StringBuilder(transaction.name());
        if (transaction.lockHeight() > 0) {
            line.append(": nLockTime ").append(transaction.lockHeight());
        }
        for (LabOutput output : transaction.outputs()) {
            line.append(", ").append(output.owners().getFirst()).append(' ')
                    .append(Amounts.plain(output.amountSat()));
        }
        return line.toString();
    }

    /** Whose signatures the witness of the first input holds; only valid ones count. */
    static List<String> signers(LabTransaction transaction, Names names) {
        TransactionText text = new TransactionText(transaction, names);
        LabOutput spent = transaction.spent().getFirst();
        return transaction.transaction().txIn.getFirst().witness.stack.stream()
                .map(item -> Bytes.wrap(item.toByteArray())).filter(TransactionText::isSignature)
                .flatMap(item -> text.signer(0, spent, item).stream()).toList();
    }

    /** The locks in words. */
    static String locks(LabTransaction transaction) {
        List<String> locks = new ArrayList<>();
        if (transaction.lockHeight() > 0) {
            locks.add("nLockTime " + transaction.lockHeight() + ": no block before " + (transaction.lockHeight() + 1)
                    + " may contain it");
        } else if (transaction.transaction().lockTime >= Transaction.LOCKTIME_THRESHOLD) {
            locks.add("none (nLockTime and nSequence hide the number of the state, BOLT 3)");
        }
        for (int i = 0; i < transaction.spent().size(); i++) {
            if (transaction.relativeLock(i) > 0) {
                locks.add("nSequence " + transaction.relativeLock(i) + ": no sooner than "
                        + Amounts.blocks(transaction.relativeLock(i)) + " after what it spends");
            }
        }
        return locks.isEmpty() ? "none" : String.join("; ", locks);
    }

    private void head() {
        add("what", transaction.words());
        add("held by", transaction.held());
        add("locks", locks(transaction));
        add("fee", Amounts.sat(transaction.feeSat()) + ", weight "
                + transaction.transaction().weight() + " units");
    }

    private void input(int index) {
        LabOutput spent = transaction.spent().get(index);
        add("spends", spent.from() + (spent.name().startsWith(spent.from()) ? "" : ", " + spent.name())
                + ": " + Amounts.sat(spent.amountSat()));
        List<String> items = new ArrayList<>();
        List<Bytes> stack = transaction.transaction().txIn.get(index).witness.stack.stream()
                .map(item -> Bytes.wrap(item.toByteArray())).toList();
        for (Bytes item : stack) {
            items.add(item.equals(spent.witnessScript()) ? "<script of that output>" : item(index, spent, item));
        }
        add("  witness", String.join(" ", items));
    }

    private String item(int input, LabOutput spent, Bytes item) {
        if (isSignature(item)) {
            return signer(input, spent, item).map(key -> "<signature by " + key + ">")
                    .orElse("<signature that fits no key>");
        }
        return item.isEmpty() ? "<>" : ScriptText.pushed(item, names);
    }

    private static boolean isSignature(Bytes item) {
        return item.length() >= 68 && item.length() <= 73 && item.at(0) == 0x30;
    }

    /** Found out as the script engine does: by trying the keys. */
    private Optional<String> signer(int input, LabOutput spent, Bytes item) {
        Bytes32 hash = PlainTransaction.sighash(
                transaction.transaction(), input, spent, item.at(item.length() - 1) & 0xFF);
        Signature signature = Signature.wrap(
                Crypto.decodeSignatureLax(item.slice(0, item.length() - 1).toArray()).toByteArray());
        return names.keys().entrySet().stream()
                .filter(key -> Secp256k1.verify(hash, signature, key.getKey())).map(Map.Entry::getValue).findFirst();
    }

    private void output(LabOutput output) {
        add("pays " + output.index(), Amounts.sat(output.amountSat()) + ", " + output.name() + ": "
                + output.words());
        ScriptText.of(output.output().scriptPubkey(), names).forEach(line -> add("", line));
        if (!output.witnessScript().isEmpty()) {
            add("", "and behind that hash:");
            ScriptText.of(output.witnessScript(), names).forEach(line -> add("", "  " + line));
        }
    }

    private void add(String label, String text) {
        lines.add(new Line(label, text));
    }
}
