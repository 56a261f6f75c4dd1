package lnhub.protocol.onion;

import java.util.Arrays;

/**
 * Walks through a payload's TLV records and knows where each one starts, which invalid_onion_payload reports.
 * Lengths are checked against what is there before anything is copied.
 */
final class TlvReader {
    private static final long MALFORMED = -1;

    private final byte[] stream;
    private int position;
    private int offset;
    private long type;
    private int valueStart;
    private boolean malformed;

    TlvReader(byte[] stream) {
        this.stream = stream;
    }

    /** Moves to the next record; false at the end, or where the stream breaks a rule (then {@link #malformed}). */
    boolean next() {
        if (position == stream.length) {
            return false;
        }
        boolean first = position == 0;
        long previous = type;
        offset = position;
        type = 0;
        long readType = bigSize();
        if (malformed) {
            return false;
        }
        type = readType;
        long length = bigSize();
        if (malformed || length < 0 || length > stream.length - position
                || !first && Long.compareUnsigned(previous, type) >= 0) {
            malformed = true;
            return false;
        }
        valueStart = position;
        position += (int) length;
        return true;
    }

    boolean malformed() {
        return malformed;
    }

    /** Unsigned; 0 while the type itself cannot be read. */
    long type() {
        return type;
    }

    /** Where the record's type begins. */
    int offset() {
        return offset;
    }

    int length() {
        return position - valueStart;
    }

    byte[] value(int from, int to) {
        return Arrays.copyOfRange(stream, valueStart + from, valueStart + to);
    }

    /** {@code size} bytes of the value, big-endian. */
    long fixed(int from, int size) {
        return read(valueStart + from, size);
    }

    /** The value's bytes from {@code from} on as a tu32 or tu64; -1 when too long, not minimal or above 2^63. */
    long truncated(int from, int maxSize) {
        int size = length() - from;
        if (size > maxSize || size > 0 && stream[valueStart + from] == 0) {
            return MALFORMED;
        }
        long value = fixed(from, size);
        return value < 0 ? MALFORMED : value;
    }

    private long bigSize() {
        int first = position < stream.length ? stream[position++] & 0xFF : 0xFF;
        if (first < 0xFD) {
            return first;
        }
        int size = 1 << (first - 0xFC);
        if (size > stream.length - position) {
            malformed = true;
            return 0;
        }
        long value = read(position, size);
        position += size;
        // minimal: the next shorter form could not have held it
        malformed = size == 2 ? value < 0xFD : value >>> (4 * size) == 0;
        return value;
    }

    private long read(int from, int size) {
        long value = 0;
        for (int i = from; i < from + size; i++) {
            value = value << 8 | stream[i] & 0xFF;
        }
        return value;
    }
}
