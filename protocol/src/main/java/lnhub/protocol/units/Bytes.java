package lnhub.protocol.units;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string of any length, compared by value.
 * The constructor that copies is {@link #copyOf}; {@link #wrap} takes ownership of the array it is given.
 */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Takes ownership: the caller must not write to {@code value} afterwards. */
    public static Bytes wrap(byte[] value) {
        return value.length == 0 ? EMPTY : new Bytes(value);
    }

    public static Bytes copyOf(byte[] value) {
        return wrap(value.clone());
    }

    /** @throws IllegalArgumentException when {@code hex} is not an even number of hex digits */
    public static Bytes fromHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return value.length;
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    public byte at(int index) {
        return value[index];
    }

    /** A copy that the caller may write to. */
    public byte[] toArray() {
        return value.clone();
    }

    /** The array itself, for readers on hot paths; it must not be written to. */
    public byte[] unsafeArray() {
        return value;
    }

    /** Bytes {@code from} (inclusive) to {@code to} (exclusive). */
    public Bytes slice(int from, int to) {
        return wrap(Arrays.copyOfRange(value, from, to));
    }

    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
