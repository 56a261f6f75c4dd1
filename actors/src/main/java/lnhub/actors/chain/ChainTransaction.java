package lnhub.actors.chain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.core.ProtocolException;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionWitness;

/**
 * A transaction as seen in a block or in the mempool: what it spends, with which witness, and what it pays.
 * Lock time and sequences are here because a commitment transaction hides its number in them (BOLT 3).
 *
 * @param txid     in internal byte order
 * @param lockTime the unsigned 32 bits of nLockTime
 * @param raw      the whole transaction with its witnesses
 */
public record ChainTransaction(Bytes32 txid, List<Input> inputs, List<Output> outputs, long lockTime, Bytes raw) {

    /**
     * What one input spends.
     *
     * @param sequence the unsigned 32 bits of nSequence
     * @param witness  the stack from bottom to top; where a preimage shows itself
     */
    public record Input(OutPoint outPoint, long sequence, List<Bytes> witness) {
        public Input {
            witness = List.copyOf(witness);
        }
    }

    /** What one output pays, in satoshi, and to which script. */
    public record Output(long amountSat, Bytes scriptPubkey) {
    }

    public ChainTransaction {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** @throws IllegalArgumentException when the bytes are not a whole transaction and nothing more */
    public static ChainTransaction parse(Bytes raw) {
        ByteBuffer buffer = ByteBuffer.wrap(raw.unsafeArray());
        Transaction transaction;
        try {
            transaction = Transaction.read(buffer);
        } catch (BufferUnderflowException | ProtocolException malformed) {
            throw new IllegalArgumentException("not a transaction: " + malformed.getMessage(), malformed);
        }
        if (buffer.hasRemaining()) {
            throw new IllegalArgumentException(buffer.remaining() + " bytes after the end of the transaction");
        }
        return of(transaction, raw);
    }

    /** Whether it spends nothing but creates a block's reward, which matures only after 100 blocks. */
    public boolean isCoinbase() {
        return inputs.size() == 1 && inputs.getFirst().outPoint().txid().equals(Bytes32.ZEROES);
    }

    public OutPoint outPoint(int index) {
        return new OutPoint(txid, index);
    }

    static ChainTransaction of(Transaction transaction) {
        return of(transaction, Bytes.wrap(transaction.serialize()));
    }

    private static ChainTransaction of(Transaction transaction, Bytes raw) {
        return new ChainTransaction(
                Bytes32.wrap(transaction.getTxId().serialize()),
                transaction.getInputs().stream().map(ChainTransaction::input).toList(),
                transaction.getOutputs().stream()
                        .map(output -> new Output(output.getValue().value, Bytes.wrap(output.getScriptBytes())))
                        .toList(),
                transaction.lockTime().rawValue(),
                raw);
    }

    private static Input input(TransactionInput input) {
        TransactionWitness witness = input.getWitness();
        return new Input(
                new OutPoint(Bytes32.wrap(input.getOutpoint().hash().serialize()), (int) input.getOutpoint().index()),
                input.getSequenceNumber(),
                IntStream.range(0, witness.getPushCount()).mapToObj(i -> Bytes.wrap(witness.getPush(i))).toList());
    }
}
