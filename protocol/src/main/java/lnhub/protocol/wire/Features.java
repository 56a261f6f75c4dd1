package lnhub.protocol.wire;

import java.util.Arrays;
import lnhub.protocol.units.Bytes;

/**
 * A feature bit field (BOLT 9): big-endian, bit 0 is the lowest bit of the last byte, no leading zero bytes.
 * An even bit is compulsory, the odd one above it optional.
 */
public record Features(Bytes bits) {
    public static final Features EMPTY = new Features(Bytes.EMPTY);

    /** Features this hub knows, by the number of their compulsory bit. */
    public static final int DATA_LOSS_PROTECT = 0;
    public static final int UPFRONT_SHUTDOWN_SCRIPT = 4;
    public static final int GOSSIP_QUERIES = 6;
    public static final int VAR_ONION_OPTIN = 8;
    public static final int STATIC_REMOTEKEY = 12;
    public static final int PAYMENT_SECRET = 14;
    public static final int BASIC_MPP = 16;
    public static final int LARGE_CHANNELS = 18;
    public static final int ANCHORS = 22;
    public static final int SHUTDOWN_ANYSEGWIT = 26;
    public static final int CHANNEL_TYPE = 44;
    public static final int SCID_ALIAS = 46;
    public static final int PAYMENT_METADATA = 48;
    public static final int ZEROCONF = 50;

    public Features {
        int zeros = 0;
        while (zeros < bits.length() && bits.at(zeros) == 0) {
            zeros++;
        }
        bits = zeros == 0 ? bits : bits.slice(zeros, bits.length());
    }

    /** The field with exactly these bits set. */
    public static Features of(int... bits) {
        int highest = Arrays.stream(bits).max().orElse(-1);
        byte[] field = new byte[(highest + 8) / 8];
        for (int bit : bits) {
            field[field.length - 1 - bit / 8] |= (byte) (1 << (bit % 8));
        }
        return new Features(Bytes.wrap(field));
    }

    public boolean isSet(int bit) {
        int index = bits.length() - 1 - bit / 8;
        return index >= 0 && (bits.at(index) & (1 << (bit % 8))) != 0;
    }

    /** Whether a feature is there at all, compulsory or optional. @param feature the even bit */
    public boolean supports(int feature) {
        return isSet(feature) || isSet(feature + 1);
    }

    /** One more than the highest bit that can be set. */
    public int bitLength() {
        return bits.length() * 8;
    }
}
