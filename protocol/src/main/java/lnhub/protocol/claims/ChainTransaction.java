package lnhub.protocol.claims;

import java.util.List;
import java.util.OptionalInt;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A transaction as the chain shows it. Whoever made it chose every byte, so nothing of it is trusted but that its
 * counts fit its size.
 *
 * @param txid in internal byte order
 * @param lockTime the 32 bits of nLockTime
 */
public record ChainTransaction(Bytes32 txid, int version, List<Input> inputs, List<Output> outputs, int lockTime) {
    /** A block weighs at most 4,000,000, so no confirmed transaction has more bytes (BIP 141). */
    public static final int MAX_SIZE = 4_000_000;

    /**
     * What is spent, and how.
     *
     * @param sequence the 32 bits of nSequence
     * @param witness the items of the witness stack; empty without a witness
     */
    public record Input(OutPoint outPoint, int sequence, List<Bytes> witness) {
        public Input {
            witness = List.copyOf(witness);
        }
    }

    /** What is paid. */
    public record Output(long amountSat, Bytes scriptPubkey) {
    }

    public ChainTransaction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads a transaction with or without witnesses (BIP 144).
     *
     * @throws IllegalArgumentException when it is longer than {@link #MAX_SIZE}, ends early, has bytes left over, or an
     *         amount that is negative or above 21 million bitcoin
     */
    public static ChainTransaction parse(Bytes transaction) {
        return new TransactionReader(transaction).read();
    }

    /** Which input spends an output; empty when none does. */
    public OptionalInt inputSpending(OutPoint outPoint) {
        for (int index = 0; index < inputs.size(); index++) {
            if (inputs.get(index).outPoint().equals(outPoint)) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    OutPoint outPoint(int index) {
        return new OutPoint(txid, index);
    }
}
