package lnhub.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * Writes BOLT 1's fundamental types into a byte array that grows to 65535 bytes and no further
 * (BOLT 1, "Lightning Message Format"). A value that does not fit its field is our own mistake and throws
 * {@link IllegalArgumentException}; nothing is ever cut off silently.
 */
public final class WireWriter {
    public static final int MAX_SIZE = 65535;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] target;
    private int size;

    public WireWriter(int expectedSize) {
        target = new byte[expectedSize];
    }

    public int size() {
        return size;
    }

    public WireWriter u8(int value) {
        requireRange(value, 0xFF);
        int at = reserve(1);
        target[at] = (byte) value;
        return this;
    }

    public WireWriter u16(int value) {
        requireRange(value, 0xFFFF);
        int at = reserve(2);
        U16.set(target, at, (short) value);
        return this;
    }

    public WireWriter u32(long value) {
        requireRange(value, 0xFFFFFFFFL);
        int at = reserve(4);
        U32.set(target, at, (int) value);
        return this;
    }

    /** All 64 bits, whatever the sign. */
    public WireWriter u64(long value) {
        int at = reserve(8);
        U64.set(target, at, value);
        return this;
    }

    /** A canonical BigSize (BOLT 1, Appendix A) of all 64 bits. */
    public WireWriter bigSize(long value) {
        if (Long.compareUnsigned(value, 0xFD) < 0) {
            return u8((int) value);
        }
        if (Long.compareUnsigned(value, 0xFFFF) <= 0) {
            return u8(0xFD).u16((int) value);
        }
        return Long.compareUnsigned(value, 0xFFFFFFFFL) <= 0 ? u8(0xFE).u32(value) : u8(0xFF).u64(value);
    }

    /** A truncated integer (BOLT 1, "Fundamental Types"): no leading zero byte, nothing at all for zero. */
    public WireWriter truncated(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            if (value >>> shift != 0) {
                u8((int) (value >>> shift) & 0xFF);
            }
        }
        return this;
    }

    public WireWriter bytes(byte[] value) {
        int at = reserve(value.length);
        System.arraycopy(value, 0, target, at, value.length);
        return this;
    }

    public WireWriter bytes(Bytes value) {
        return bytes(value.unsafeArray());
    }

    public WireWriter bytes(Bytes32 value) {
        return bytes(value.unsafeArray());
    }

    public WireWriter bytes(Signature value) {
        return bytes(value.unsafeArray());
    }

    public WireWriter bytes(PublicKey value) {
        return bytes(value.unsafeArray());
    }

    /** A field of a fixed length. */
    public WireWriter bytes(Bytes value, int length, String field) {
        if (value.length() != length) {
            throw new IllegalArgumentException(field + " has " + value.length() + " bytes instead of " + length);
        }
        return bytes(value);
    }

    /** A 16-bit length and the bytes. */
    public WireWriter bytesWithLength(Bytes value) {
        return u16(value.length()).bytes(value);
    }

    public WireWriter shortChannelId(ShortChannelId id) {
        return u64(id.value());
    }

    public WireWriter zeroes(int count) {
        reserve(count);
        return this;
    }

    /** What was written; the writer is done with after this. */
    public byte[] toArray() {
        return size == target.length ? target : Arrays.copyOf(target, size);
    }

    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    /** The position to write at. It may replace {@code target}, so that must be read after this. */
    private int reserve(int count) {
        int start = size;
        if (count > MAX_SIZE - start) {
            throw new IllegalArgumentException("a message has at most " + MAX_SIZE + " bytes");
        }
        size = start + count;
        if (size > target.length) {
            target = Arrays.copyOf(target, Math.min(MAX_SIZE, Math.max(size, 2 * target.length)));
        }
        return start;
    }

    private static void requireRange(long value, long greatest) {
        if (value < 0 || value > greatest) {
            throw new IllegalArgumentException(value + " is not within 0 and " + greatest);
        }
    }
}
