package lnhub.protocol.transactions;

import java.util.OptionalLong;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;

/**
 * The number of a commitment, counted from 0, as its transaction carries it (BOLT 3, "Commitment Transaction"): 48 bits
 * obscured by the payment basepoints, the upper half in the input's sequence, the lower half in the lock time.
 */
public final class CommitmentNumber {
    public static final long MAX = (1L << 48) - 1;

    private static final int SEQUENCE_MARK = 0x80;
    private static final int LOCK_TIME_MARK = 0x20;
    private static final int LOWER_24 = 0xFFFFFF;

    private CommitmentNumber() {
    }

    /** XOR with the obscuring factor; applied twice it gives the number back. */
    public static long obscure(long number, PublicKey funderPaymentBasepoint, PublicKey fundeePaymentBasepoint) {
        byte[] hash = Hashes.sha256(funderPaymentBasepoint.unsafeArray(), fundeePaymentBasepoint.unsafeArray())
                .unsafeArray();
        long factor = 0;
        for (int i = 26; i < 32; i++) {
            factor = factor << 8 | hash[i] & 0xFF;
        }
        return number ^ factor;
    }

    static int sequence(long obscured) {
        return SEQUENCE_MARK << 24 | (int) (obscured >>> 24);
    }

    static int lockTime(long obscured) {
        return LOCK_TIME_MARK << 24 | (int) obscured & LOWER_24;
    }

    /** The number of a commitment seen on chain; empty when the transaction is not marked as one. */
    public static OptionalLong read(
            int sequence, int lockTime, PublicKey funderPaymentBasepoint, PublicKey fundeePaymentBasepoint) {
        if (sequence >>> 24 != SEQUENCE_MARK || lockTime >>> 24 != LOCK_TIME_MARK) {
            return OptionalLong.empty();
        }
        long obscured = (long) (sequence & LOWER_24) << 24 | lockTime & LOWER_24;
        return OptionalLong.of(obscure(obscured, funderPaymentBasepoint, fundeePaymentBasepoint));
    }
}
