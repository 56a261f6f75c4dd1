package lnhub.protocol.claims;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A version-2 segwit transaction with any number of inputs, its bytes and what is signed of it. The three hashes that
 * all its inputs share are computed once: a penalty may have 966 of them.
 */
final class TransactionForm {
    /** What an input of the transaction says besides its witness. */
    record Input(OutPoint outPoint, int sequence) {
    }

    private static final int VERSION = 2;
    private static final int OUTPOINT_SIZE = 36;

    private final List<Input> inputs;
    private final List<TransactionOutput> outputs;
    private final int lockTime;
    private final Bytes32 hashOfPrevouts;
    private final Bytes32 hashOfSequences;
    private final Bytes32 hashOfOutputs;

    TransactionForm(List<Input> inputs, List<TransactionOutput> outputs, int lockTime) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.lockTime = lockTime;
        ByteBuffer prevouts = littleEndian(OUTPOINT_SIZE * inputs.size());
        ByteBuffer sequences = littleEndian(4 * inputs.size());
        for (Input input : inputs) {
            putOutPoint(prevouts, input.outPoint());
            sequences.putInt(input.sequence());
        }
        this.hashOfPrevouts = Hashes.doubleSha256(prevouts.array());
        this.hashOfSequences = Hashes.doubleSha256(sequences.array());
        this.hashOfOutputs = Hashes.doubleSha256(serialisedOutputs());
    }

    List<TransactionOutput> outputs() {
        return outputs;
    }

    int lockTime() {
        return lockTime;
    }

    Bytes32 txid() {
        return Hashes.doubleSha256(serialise(null));
    }

    /** What a SIGHASH_ALL signature of an input signs (BIP 143). */
    Bytes32 sighash(int index, Bytes scriptCode, long amountSat) {
        Input input = inputs.get(index);
        ByteBuffer preimage = littleEndian(4 + 32 + 32 + OUTPOINT_SIZE + compactSizeLength(scriptCode.length())
                + scriptCode.length() + 8 + 4 + 32 + 4 + 4);
        preimage.putInt(VERSION).put(hashOfPrevouts.unsafeArray()).put(hashOfSequences.unsafeArray());
        putOutPoint(preimage, input.outPoint());
        putCompactSize(preimage, scriptCode.length());
        preimage.put(scriptCode.unsafeArray()).putLong(amountSat).putInt(input.sequence())
                .put(hashOfOutputs.unsafeArray()).putInt(lockTime).putInt(Claim.SIGHASH_TYPE);
        return Hashes.doubleSha256(preimage.array());
    }

    /** @param witnesses a stack for every input, empty where it is still to come */
    Bytes signed(List<List<Bytes>> witnesses) {
        return Bytes.wrap(serialise(witnesses));
    }

    /** @param witnesses null for the form without them, which is what a txid hashes */
    private byte[] serialise(List<List<Bytes>> witnesses) {
        byte[] paid = serialisedOutputs();
        int size = 4 + compactSizeLength(inputs.size()) + 41 * inputs.size() + compactSizeLength(outputs.size())
                + paid.length + 4 + (witnesses == null ? 0 : 2 + size(witnesses));
        ByteBuffer buffer = littleEndian(size).putInt(VERSION);
        if (witnesses != null) {
            buffer.put((byte) 0).put((byte) 1);
        }
        putCompactSize(buffer, inputs.size());
        for (Input input : inputs) {
            putOutPoint(buffer, input.outPoint());
            buffer.put((byte) 0).putInt(input.sequence());
        }
        putCompactSize(buffer, outputs.size());
        buffer.put(paid);
        if (witnesses != null) {
            witnesses.forEach(stack -> putStack(buffer, stack));
        }
        return buffer.putInt(lockTime).array();
    }

    private static int size(List<List<Bytes>> witnesses) {
        int size = 0;
        for (List<Bytes> stack : witnesses) {
            size += compactSizeLength(stack.size());
            for (Bytes item : stack) {
                size += compactSizeLength(item.length()) + item.length();
            }
        }
        return size;
    }

    private static void putStack(ByteBuffer buffer, List<Bytes> stack) {
        putCompactSize(buffer, stack.size());
        for (Bytes item : stack) {
            putCompactSize(buffer, item.length());
            buffer.put(item.unsafeArray());
        }
    }

    private byte[] serialisedOutputs() {
        return TransactionOutput.serialise(outputs);
    }

    private static void putOutPoint(ByteBuffer buffer, OutPoint outPoint) {
        buffer.put(outPoint.txid().unsafeArray()).putInt(outPoint.index());
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All but inputs and outputs, with the marker of a witness. */
    static int overheadWeight(int inputs, int outputs) {
        return 4 * (4 + compactSizeLength(inputs) + compactSizeLength(outputs) + 4) + 2;
    }

    static int outputWeight(Bytes scriptPubkey) {
        return 4 * (8 + 1 + scriptPubkey.length());
    }

    /** At most 65,535 of anything here: a transaction of standard weight has fewer inputs, and scripts 143 bytes. */
    static int compactSizeLength(int value) {
        return value < 0xFD ? 1 : 3;
    }

    private static void putCompactSize(ByteBuffer buffer, int value) {
        if (value < 0xFD) {
            buffer.put((byte) value);
        } else {
            buffer.put((byte) 0xFD).putShort((short) value);
        }
    }
}
