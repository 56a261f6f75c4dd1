package lnhub.protocol.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/** An ECDSA signature as BOLT 1 sends it: r and s, 32 bytes each, big-endian, 64 bytes in all. */
public final class Signature {
    public static final int SIZE = 64;

    private final byte[] value;

    private Signature(byte[] value) {
        if (value.length != SIZE) {
            throw new IllegalArgumentException("expected 64 bytes, got " + value.length);
        }
        this.value = value;
    }

    /** Takes ownership: the caller must not write to {@code value} afterwards. */
    public static Signature wrap(byte[] value) {
        return new Signature(value);
    }

    public static Signature fromHex(String hex) {
        return new Signature(HexFormat.of().parseHex(hex));
    }

    /** The array itself, for readers on hot paths; it must not be written to. */
    public byte[] unsafeArray() {
        return value;
    }

    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature that && Arrays.equals(value, that.value);
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
