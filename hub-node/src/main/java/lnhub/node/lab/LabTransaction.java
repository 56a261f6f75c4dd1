package lnhub.node.lab;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A transaction and its fate: whether it stayed with those who hold it, was refused, waits for a block, or is in one.
 */
final class LabTransaction {
    /** What became of it so far. */
    enum Fate { NEVER_BROADCAST, REFUSED, WAITING, CONFIRMED }

    /** An attempt that the chain refused: in the block of this height it could not have been. */
    record Refusal(int height, String reason) {
    }

    private final String name;
    private final String words;
    private final String held;
    private final Transaction transaction;
    private final List<LabOutput> spent;
    private final List<LabOutput> outputs;
    private final boolean oneOfMany;
    private final List<Refusal> refusals = new ArrayList<>();
    private boolean broadcast;
    private boolean revoked;
    private OptionalInt height = OptionalInt.empty();

    /**
     * @param name short and unique in its scenario, for example "split 37"
     * @param words what it is for
     * @param held who holds which signatures
     * @param signed with all witnesses, whoever holds them
     * @param spent the outputs it spends, in the order of its inputs
     * @param outputs what is said of its outputs, in their order
     * @param oneOfMany whether it may be told and drawn together with those before and after it
     */
    LabTransaction(String name, String words, String held, Bytes signed, List<LabOutput> spent,
            List<LabOutput.Form> outputs, boolean oneOfMany) {
        this.name = name;
        this.words = words;
        this.held = held;
        this.transaction = Transaction.read(signed.toArray());
        this.spent = List.copyOf(spent);
        this.oneOfMany = oneOfMany;
        if (spent.size() != transaction.txIn.size() || outputs.size() != transaction.txOut.size()) {
            throw new IllegalArgumentException(name + " has " + transaction.txIn.size() + " inputs and "
                    + transaction.txOut.size() + " outputs, told are " + spent.size() + " and " + outputs.size());
        }
        List<LabOutput> labelled = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            labelled.add(LabOutput.of(name, transaction, i, outputs.get(i)));
        }
        this.outputs = List.copyOf(labelled);
    }

    String name() {
        return name;
    }

    String words() {
        return words;
    }

    String held() {
        return held;
    }

    Transaction transaction() {
        return transaction;
    }

    Bytes raw() {
        return Bytes.wrap(Transaction.write(transaction));
    }

    List<LabOutput> spent() {
        return spent;
    }

    List<LabOutput> outputs() {
        return outputs;
    }

    LabOutput output(int index) {
        return outputs.get(index);
    }

    boolean isOneOfMany() {
        return oneOfMany;
    }

    /** In internal byte order. */
    Bytes32 txid() {
        return Bytes32.wrap(transaction.hash.value.toByteArray());
    }

    /** As explorers show it. */
    String shownTxid() {
        return txid().reversed().toHex();
    }

    long feeSat() {
        return spent.stream().mapToLong(LabOutput::amountSat).sum()
                - outputs.stream().mapToLong(LabOutput::amountSat).sum();
    }

    boolean spends(OutPoint outPoint) {
        return spent.stream().anyMatch(output -> output.outPoint().equals(outPoint));
    }

    /** The nLockTime as a height that has to be passed; 0 when there is none. A commitment's is a time long past. */
    int lockHeight() {
        boolean ignored = transaction.txIn.stream().allMatch(TxIn::isFinal);
        return ignored || transaction.lockTime >= Transaction.LOCKTIME_THRESHOLD ? 0 : (int) transaction.lockTime;
    }

    /** How many blocks after its coin an input must wait (BIP 68); 0 when it need not. */
    int relativeLock(int input) {
        long sequence = transaction.txIn.get(input).sequence;
        return (sequence & TxIn.SEQUENCE_LOCKTIME_DISABLE_FLAG) != 0 ? 0
                : (int) (sequence & TxIn.SEQUENCE_LOCKTIME_MASK);
    }

    Fate fate() {
        if (height.isPresent()) {
            return Fate.CONFIRMED;
        }
        if (broadcast) {
            return Fate.WAITING;
        }
        return refusals.isEmpty() ? Fate.NEVER_BROADCAST : Fate.REFUSED;
    }

    boolean isConfirmed() {
        return height.isPresent();
    }

    /** The block it is in. @throws java.util.NoSuchElementException when it is in none */
    int height() {
        return height.orElseThrow();
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    void refused(int nextHeight, String reason) {
        refusals.add(new Refusal(nextHeight, reason));
    }

    /** The other side knows the secret of the state from now on: whoever publishes it loses. */
    void revoke() {
        revoked = true;
    }

    boolean isRevoked() {
        return revoked;
    }

    void accepted() {
        broadcast = true;
    }

    void confirmed(int atHeight) {
        height = OptionalInt.of(atHeight);
    }
}
