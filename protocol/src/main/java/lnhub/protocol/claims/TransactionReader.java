package lnhub.protocol.claims;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lnhub.protocol.claims.ChainTransaction.Input;
import lnhub.protocol.claims.ChainTransaction.Output;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Reads one transaction. No count is believed before the bytes left could hold as many items. */
final class TransactionReader {
    private static final long MAX_MONEY_SAT = 21_000_000L * 100_000_000L;
    private static final int MIN_INPUT_SIZE = 41;
    private static final int MIN_OUTPUT_SIZE = 9;

    private final byte[] bytes;
    private final ByteBuffer buffer;

    TransactionReader(Bytes transaction) {
        this.bytes = transaction.unsafeArray();
        if (bytes.length > ChainTransaction.MAX_SIZE) {
            throw malformed(bytes.length + " bytes, a block holds at most " + ChainTransaction.MAX_SIZE);
        }
        this.buffer = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    ChainTransaction read() {
        int version = number(4);
        boolean segwit = skipMarker();
        int start = buffer.position();
        List<Input> inputs = inputs();
        List<Output> outputs = outputs();
        int end = buffer.position();
        if (segwit) {
            inputs.replaceAll(input -> new Input(input.outPoint(), input.sequence(), witness()));
        }
        int lockTimeAt = buffer.position();
        int lockTime = number(4);
        if (buffer.hasRemaining()) {
            throw malformed(buffer.remaining() + " bytes after the end");
        }
        Bytes32 txid = Hashes.doubleSha256(Arrays.copyOf(bytes, 4), Arrays.copyOfRange(bytes, start, end),
                Arrays.copyOfRange(bytes, lockTimeAt, lockTimeAt + 4));
        return new ChainTransaction(txid, version, inputs, outputs, lockTime);
    }

    /** BIP 144: no inputs and a flag of 1 announce witnesses. */
    private boolean skipMarker() {
        require(2);
        if (bytes[4] != 0) {
            return false;
        }
        if (bytes[5] != 1) {
            throw malformed("no inputs");
        }
        buffer.position(6);
        return true;
    }

    private List<Input> inputs() {
        int count = count(MIN_INPUT_SIZE);
        List<Input> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Bytes32 txid = Bytes32.wrap(take(Bytes32.SIZE));
            OutPoint outPoint = new OutPoint(txid, number(4));
            take(count(1));
            inputs.add(new Input(outPoint, number(4), List.of()));
        }
        return inputs;
    }

    private List<Output> outputs() {
        int count = count(MIN_OUTPUT_SIZE);
        List<Output> outputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            require(8);
            long amountSat = buffer.getLong();
            if (amountSat < 0 || amountSat > MAX_MONEY_SAT) {
                throw malformed("output " + i + " of " + amountSat + " sat");
            }
            outputs.add(new Output(amountSat, Bytes.wrap(take(count(1)))));
        }
        return outputs;
    }

    private List<Bytes> witness() {
        int count = count(1);
        List<Bytes> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(Bytes.wrap(take(count(1))));
        }
        return items;
    }

    /** A CompactSize of items that have at least so many bytes each. */
    private int count(int itemSize) {
        long value = number(1) & 0xFF;
        if (value >= 0xFD) {
            int size = 2 << (int) (value - 0xFD);
            require(size);
            value = switch (size) {
                case 2 -> buffer.getShort() & 0xFFFF;
                case 4 -> buffer.getInt() & 0xFFFFFFFFL;
                default -> buffer.getLong();
            };
        }
        if (value < 0 || value > buffer.remaining() / itemSize) {
            throw malformed("a count of " + Long.toUnsignedString(value) + " with " + buffer.remaining()
                    + " bytes left");
        }
        return (int) value;
    }

    private int number(int size) {
        require(size);
        return size == 1 ? buffer.get() : buffer.getInt();
    }

    private byte[] take(int size) {
        require(size);
        byte[] taken = new byte[size];
        buffer.get(taken);
        return taken;
    }

    private void require(int size) {
        if (buffer.remaining() < size) {
            throw malformed("ends after " + bytes.length + " bytes");
        }
    }

    private static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("malformed transaction: " + what);
    }
}
