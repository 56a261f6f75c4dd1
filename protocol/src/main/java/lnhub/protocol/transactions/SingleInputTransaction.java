package lnhub.protocol.transactions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;

/**
 * A version-2 segwit transaction that spends one output, as all transactions of BOLT 3 after the funding do.
 *
 * @param outputs serialised by {@link TransactionOutput#serialise}
 * @param lockTime the 32 bits of nLockTime
 */
record SingleInputTransaction(OutPoint input, int sequence, int outputCount, byte[] outputs, int lockTime) {
    static final int SIGHASH_ALL = 1;
    static final int SIGHASH_SINGLE_ANYONECANPAY = 0x83;
    static final byte[] EMPTY = new byte[0];

    private static final int VERSION = 2;
    private static final int OUTPOINT_SIZE = 36;
    private static final int INPUT_SIZE = OUTPOINT_SIZE + 1 + 4;
    /** All of a BIP 143 preimage but the script and its length. */
    private static final int PREIMAGE_SIZE = 4 + 32 + 32 + OUTPOINT_SIZE + 8 + 4 + 32 + 4 + 4;
    /** hashSequence of the two sequences HTLC transactions have. */
    private static final Bytes32 HASH_OF_SEQUENCE_0 = hashOfSequence(0);
    private static final Bytes32 HASH_OF_SEQUENCE_1 = hashOfSequence(1);

    byte[] unsigned() {
        return serialise(false, 0).array();
    }

    /** @param witness the items of the input's witness stack */
    byte[] signed(byte[]... witness) {
        int size = compactSizeLength(witness.length);
        for (byte[] item : witness) {
            size += compactSizeLength(item.length) + item.length;
        }
        ByteBuffer buffer = serialise(true, size);
        putCompactSize(buffer, witness.length);
        for (byte[] item : witness) {
            putCompactSize(buffer, item.length);
            buffer.put(item);
        }
        return buffer.putInt(lockTime).array();
    }

    Bytes32 txid() {
        return Hashes.doubleSha256(unsigned());
    }

    /**
     * What a signature of the input signs (BIP 143).
     *
     * @param script the witness script, or for P2WPKH the script of the P2PKH it stands for
     * @param amountSat the value of the output spent
     * @param sighashType {@link #SIGHASH_ALL}, or with one output {@link #SIGHASH_SINGLE_ANYONECANPAY}
     */
    Bytes32 sighash(byte[] script, long amountSat, int sighashType) {
        // SINGLE|ANYONECANPAY leaves other inputs and all sequences open, and signs the output at the input's index:
        // with one output that hashes like all outputs.
        boolean all = sighashType == SIGHASH_ALL;
        if (!all && (sighashType != SIGHASH_SINGLE_ANYONECANPAY || outputCount != 1)) {
            throw new IllegalArgumentException("sighash type " + sighashType + " with " + outputCount + " outputs");
        }
        ByteBuffer preimage = littleEndian(PREIMAGE_SIZE + compactSizeLength(script.length) + script.length);
        preimage.putInt(VERSION);
        preimage.put((all ? hashOfOutpoint() : Bytes32.ZEROES).unsafeArray());
        preimage.put((all ? hashOfSequence() : Bytes32.ZEROES).unsafeArray());
        putOutpoint(preimage);
        putCompactSize(preimage, script.length);
        preimage.put(script).putLong(amountSat).putInt(sequence);
        preimage.put(Hashes.doubleSha256(outputs).unsafeArray());
        preimage.putInt(lockTime).putInt(sighashType);
        return Hashes.doubleSha256(preimage.array());
    }

    /** Up to the outputs; with room for the witness and the lock time, the latter written if there is no witness. */
    private ByteBuffer serialise(boolean segwit, int witnessSize) {
        int size = 4 + 1 + INPUT_SIZE + compactSizeLength(outputCount) + outputs.length + 4;
        ByteBuffer buffer = littleEndian(segwit ? size + 2 + witnessSize : size);
        buffer.putInt(VERSION);
        if (segwit) {
            buffer.put((byte) 0).put((byte) 1);
        }
        buffer.put((byte) 1);
        putOutpoint(buffer);
        buffer.put((byte) 0).putInt(sequence);
        putCompactSize(buffer, outputCount);
        buffer.put(outputs);
        return segwit ? buffer : buffer.putInt(lockTime);
    }

    private void putOutpoint(ByteBuffer buffer) {
        buffer.put(input.txid().unsafeArray()).putInt(input.index());
    }

    private Bytes32 hashOfOutpoint() {
        ByteBuffer outpoint = littleEndian(OUTPOINT_SIZE);
        putOutpoint(outpoint);
        return Hashes.doubleSha256(outpoint.array());
    }

    private Bytes32 hashOfSequence() {
        return switch (sequence) {
            case 0 -> HASH_OF_SEQUENCE_0;
            case 1 -> HASH_OF_SEQUENCE_1;
            default -> hashOfSequence(sequence);
        };
    }

    private static Bytes32 hashOfSequence(int sequence) {
        return Hashes.doubleSha256(littleEndian(4).putInt(sequence).array());
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int compactSizeLength(int value) {
        return value < 0xFD ? 1 : 3;
    }

    /** At most 65,535 of anything here: 970 outputs, scripts of 143 bytes. */
    private static void putCompactSize(ByteBuffer buffer, int value) {
        if (value < 0xFD) {
            buffer.put((byte) value);
        } else {
            buffer.put((byte) 0xFD).putShort((short) value);
        }
    }
}
