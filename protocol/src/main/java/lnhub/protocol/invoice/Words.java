package lnhub.protocol.invoice;

/** Five-bit groups, one per byte, and what they spell. */
final class Words {

    private Words() {
    }

    /** The bytes as words, the last one filled up with zero bits. */
    static byte[] ofBytes(byte[] bytes) {
        byte[] words = new byte[(bytes.length * 8 + 4) / 5];
        regroup(bytes, 0, bytes.length, 8, words, 5);
        return words;
    }

    /** Whole bytes only: the bits that fill up the last word are dropped. */
    static byte[] toBytes(byte[] words, int from, int to) {
        byte[] bytes = new byte[(to - from) * 5 / 8];
        regroup(words, from, to, 5, bytes, 8);
        return bytes;
    }

    /** All bits, the last byte filled up with zero bits: what an invoice's signature covers. */
    static byte[] toPaddedBytes(byte[] words) {
        byte[] bytes = new byte[(words.length * 5 + 7) / 8];
        regroup(words, 0, words.length, 5, bytes, 8);
        return bytes;
    }

    /** Moves bits until the target is full; bits that are missing at the end are zero. */
    private static void regroup(byte[] source, int from, int to, int sourceBits, byte[] target, int targetBits) {
        int held = 0;
        int bits = 0;
        int at = from;
        for (int i = 0; i < target.length; i++) {
            while (bits < targetBits) {
                held = held << sourceBits | (at < to ? source[at] & (1 << sourceBits) - 1 : 0);
                at++;
                bits += sourceBits;
            }
            bits -= targetBits;
            target[i] = (byte) (held >>> bits & (1 << targetBits) - 1);
        }
    }

    /** A number in as few words as hold it; none for 0. */
    static byte[] ofNumber(long value) {
        return ofNumber(value, (Long.SIZE - Long.numberOfLeadingZeros(value) + 4) / 5);
    }

    static byte[] ofNumber(long value, int size) {
        byte[] words = new byte[size];
        for (int i = 0; i < size; i++) {
            words[i] = (byte) (value >>> 5 * (size - 1 - i) & 31);
        }
        return words;
    }

    /** Big-endian. At most 12 words, so that the number stays below 2^60. */
    static long toNumber(byte[] words, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 5 | words[i];
        }
        return value;
    }
}
