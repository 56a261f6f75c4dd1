package lnhub.protocol.transactions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import lnhub.protocol.units.Bytes;

/** An output of a transaction: its value in satoshi and the script it pays to, at most 252 bytes. */
public record TransactionOutput(long amountSat, Bytes scriptPubkey) implements Comparable<TransactionOutput> {
    /** The longest script whose length takes one byte; the longest that BOLT 2 and 3 allow has 42. */
    private static final int MAX_SCRIPT_SIZE = 252;

    public TransactionOutput {
        if (amountSat < 0) {
            throw new IllegalArgumentException("an output of " + amountSat + " sat");
        }
        if (scriptPubkey.length() > MAX_SCRIPT_SIZE) {
            throw new IllegalArgumentException("a scriptPubKey of " + scriptPubkey.length()
                    + " bytes, at most " + MAX_SCRIPT_SIZE + " are allowed");
        }
    }

    /** BOLT 3, "Transaction Output Ordering": by value, then by script, a prefix before what it begins. */
    @Override
    public int compareTo(TransactionOutput other) {
        int byAmount = Long.compare(amountSat, other.amountSat);
        return byAmount != 0 ? byAmount : scriptPubkey.compareTo(other.scriptPubkey);
    }

    /** The outputs as a transaction and the hashOutputs of BIP 143 contain them, without their number. */
    public static byte[] serialise(List<TransactionOutput> outputs) {
        int size = 0;
        for (TransactionOutput output : outputs) {
            size += 9 + output.scriptPubkey.length();
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (TransactionOutput output : outputs) {
            buffer.putLong(output.amountSat)
                    .put((byte) output.scriptPubkey.length())
                    .put(output.scriptPubkey.unsafeArray());
        }
        return buffer.array();
    }
}
