package lnhub.protocol.units;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Thirty-two immutable bytes: a hash, a channel id, a preimage. Compared by value, ordered lexicographically.
 * A transaction id is kept in internal byte order (as BOLT 2 sends it), the reverse of what explorers show.
 */
public final class Bytes32 implements Comparable<Bytes32> {
    public static final int SIZE = 32;
    public static final Bytes32 ZEROES = new Bytes32(new byte[SIZE]);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] value;

    private Bytes32(byte[] value) {
        if (value.length != SIZE) {
            throw new IllegalArgumentException("expected 32 bytes, got " + value.length);
        }
        this.value = value;
    }

    /** Takes ownership: the caller must not write to {@code value} afterwards. */
    public static Bytes32 wrap(byte[] value) {
        return new Bytes32(value);
    }

    public static Bytes32 copyOf(byte[] value) {
        return new Bytes32(value.clone());
    }

    /** @throws IllegalArgumentException when {@code hex} is not 64 hex digits */
    public static Bytes32 fromHex(String hex) {
        return new Bytes32(HexFormat.of().parseHex(hex));
    }

    /** A copy that the caller may write to. */
    public byte[] toArray() {
        return value.clone();
    }

    /** The array itself, for readers on hot paths; it must not be written to. */
    public byte[] unsafeArray() {
        return value;
    }

    public Bytes toBytes() {
        return Bytes.wrap(value);
    }

    /** The same bytes backwards: between internal byte order and the order in which transaction ids are shown. */
    public Bytes32 reversed() {
        byte[] reversed = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            reversed[i] = value[SIZE - 1 - i];
        }
        return new Bytes32(reversed);
    }

    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public int compareTo(Bytes32 other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 that && Arrays.equals(value, that.value);
    }

    /** Folds the whole value: neither ids with a common prefix nor ones with a common suffix collide. */
    @Override
    public int hashCode() {
        long folded = (long) LONGS.get(value, 0) * 31 + (long) LONGS.get(value, 8);
        folded = (folded * 31 + (long) LONGS.get(value, 16)) * 31 + (long) LONGS.get(value, 24);
        return Long.hashCode(folded * 0x9E3779B97F4A7C15L);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
