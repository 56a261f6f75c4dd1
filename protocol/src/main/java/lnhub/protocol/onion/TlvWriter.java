package lnhub.protocol.onion;

import java.io.ByteArrayOutputStream;
import lnhub.protocol.units.Bytes;

/** Writes the integers and TLV records that payloads and failures are made of (BOLT 1, "Fundamental Types"). */
final class TlvWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    /** The low {@code size} bytes, big-endian. */
    TlvWriter fixed(long value, int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    TlvWriter bytes(byte[] value) {
        out.write(value, 0, value.length);
        return this;
    }

    /** tu16, tu32, tu64: no leading zero bytes, none at all for zero. */
    TlvWriter truncated(long value) {
        return fixed(value, truncatedSize(value));
    }

    TlvWriter bigSize(long value) {
        if (value >= 0 && value < 0xFD) {
            return fixed(value, 1);
        }
        if (value >>> 16 == 0) {
            return fixed(0xFD, 1).fixed(value, 2);
        }
        return value >>> 32 == 0 ? fixed(0xFE, 1).fixed(value, 4) : fixed(0xFF, 1).fixed(value, 8);
    }

    TlvWriter tlv(long type, byte[] value) {
        return bigSize(type).bigSize(value.length).bytes(value);
    }

    TlvWriter truncatedTlv(long type, long value) {
        return bigSize(type).bigSize(truncatedSize(value)).truncated(value);
    }

    Bytes toBytes() {
        return Bytes.wrap(out.toByteArray());
    }

    private static int truncatedSize(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
    }
}
