package lnhub.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * Reads BOLT 1's fundamental types off a byte array, front to back. Every read names its field, so that an error
 * can say what was missing, and checks what is left before anything is allocated.
 */
public final class WireReader {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] source;
    private final int limit;
    private final int messageType;
    private int position;

    /** @param messageType what errors should name, or {@link MalformedMessage#NO_TYPE} */
    WireReader(byte[] source, int offset, int length, int messageType) {
        this.source = source;
        this.position = offset;
        this.limit = offset + length;
        this.messageType = messageType;
    }

    public static WireReader of(Bytes source) {
        return new WireReader(source.unsafeArray(), 0, source.length(), MalformedMessage.NO_TYPE);
    }

    public int remaining() {
        return limit - position;
    }

    public boolean isAtEnd() {
        return position == limit;
    }

    public int u8(String field) throws MalformedMessage {
        return source[advance(1, field)] & 0xFF;
    }

    public int u16(String field) throws MalformedMessage {
        return (short) U16.get(source, advance(2, field)) & 0xFFFF;
    }

    public long u32(String field) throws MalformedMessage {
        return (int) U32.get(source, advance(4, field)) & 0xFFFFFFFFL;
    }

    /** All 64 bits: a value of 2^63 or more comes back negative. */
    public long u64(String field) throws MalformedMessage {
        return (long) U64.get(source, advance(8, field));
    }

    /** A canonical BigSize (BOLT 1, Appendix A), all 64 bits. */
    public long bigSize(String field) throws MalformedMessage {
        int first = u8(field);
        return switch (first) {
            case 0xFD -> canonical(u16(field), 0xFD, field);
            case 0xFE -> canonical(u32(field), 0x10000, field);
            case 0xFF -> canonical(u64(field), 0x100000000L, field);
            default -> first;
        };
    }

    private long canonical(long value, long least, String field) throws MalformedMessage {
        if (Long.compareUnsigned(value, least) < 0) {
            throw malformed(field + ": BigSize is not minimally encoded");
        }
        return value;
    }

    /** A truncated integer of at most 2 bytes: all that is left (BOLT 1, "Fundamental Types"). */
    public int tu16(String field) throws MalformedMessage {
        return (int) truncated(2, field);
    }

    /** A truncated integer of at most 4 bytes: all that is left. */
    public long tu32(String field) throws MalformedMessage {
        return truncated(4, field);
    }

    /** A truncated integer of at most 8 bytes: all that is left; 2^63 and more come back negative. */
    public long tu64(String field) throws MalformedMessage {
        return truncated(8, field);
    }

    private long truncated(int size, String field) throws MalformedMessage {
        int length = remaining();
        if (length > size) {
            throw malformed(field + ": at most " + size + " bytes allowed, got " + length);
        }
        if (length > 0 && source[position] == 0) {
            throw malformed(field + ": truncated integer has a leading zero");
        }
        long value = 0;
        while (position < limit) {
            value = value << 8 | source[position++] & 0xFF;
        }
        return value;
    }

    public Bytes bytes(int length, String field) throws MalformedMessage {
        return Bytes.wrap(array(length, field));
    }

    /** What is left, possibly nothing. */
    public Bytes rest() {
        Bytes rest = copy();
        position = limit;
        return rest;
    }

    /** What is left, to be read again. */
    Bytes copy() {
        return isAtEnd() ? Bytes.EMPTY : Bytes.wrap(Arrays.copyOfRange(source, position, limit));
    }

    /** A 16-bit length and that many bytes. */
    public Bytes bytesWithLength(String field) throws MalformedMessage {
        return bytes(u16(field), field);
    }

    public Bytes32 bytes32(String field) throws MalformedMessage {
        return Bytes32.wrap(array(Bytes32.SIZE, field));
    }

    public Signature signature(String field) throws MalformedMessage {
        return Signature.wrap(array(Signature.SIZE, field));
    }

    public ShortChannelId shortChannelId(String field) throws MalformedMessage {
        return new ShortChannelId(u64(field));
    }

    /** A key whose form alone is checked: for gossip, where a signature by that key is verified later anyway. */
    public PublicKey key(String field) throws MalformedMessage {
        requireRemaining(PublicKey.SIZE, field);
        if (source[position] != 2 && source[position] != 3) {
            throw malformed(field + ": not a compressed public key");
        }
        return PublicKey.wrap(array(PublicKey.SIZE, field));
    }

    /** A key that is a point on the curve. */
    public PublicKey point(String field) throws MalformedMessage {
        PublicKey key = key(field);
        if (!Secp256k1.isValid(key)) {
            throw malformed(field + ": not a point on the curve");
        }
        return key;
    }

    /** Reads over {@code length} bytes without looking at them. */
    public void skip(int length, String field) throws MalformedMessage {
        advance(length, field);
    }

    /** A reader of the next {@code length} bytes alone; this one goes on after them. */
    public WireReader slice(int length, String field) throws MalformedMessage {
        return new WireReader(source, advance(length, field), length, messageType);
    }

    /** The error that this reader's message deserves. */
    public MalformedMessage malformed(String why) {
        return new MalformedMessage(messageType, why);
    }

    private byte[] array(int length, String field) throws MalformedMessage {
        int start = advance(length, field);
        return Arrays.copyOfRange(source, start, start + length);
    }

    private int advance(int length, String field) throws MalformedMessage {
        requireRemaining(length, field);
        int start = position;
        position += length;
        return start;
    }

    private void requireRemaining(int length, String field) throws MalformedMessage {
        if (length > limit - position) {
            throw malformed(field + ": " + length + " bytes needed, " + (limit - position) + " left");
        }
    }
}
