package lnhub.protocol.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A compressed secp256k1 point, 33 bytes. Only its form is checked here (length and prefix);
 * whether it lies on the curve is {@link Secp256k1#isValid}, asked once where a key arrives from a peer.
 */
public final class PublicKey implements Comparable<PublicKey> {
    public static final int SIZE = 33;

    private final byte[] value;

    private PublicKey(byte[] value) {
        if (value.length != SIZE || (value[0] != 2 && value[0] != 3)) {
            throw new IllegalArgumentException("not a compressed public key");
        }
        this.value = value;
    }

    /** Takes ownership: the caller must not write to {@code value} afterwards. */
    public static PublicKey wrap(byte[] value) {
        return new PublicKey(value);
    }

    public static PublicKey fromHex(String hex) {
        return new PublicKey(HexFormat.of().parseHex(hex));
    }

    /** A copy that the caller may write to. */
    public byte[] toArray() {
        return value.clone();
    }

    /** The array itself, for readers on hot paths; it must not be written to. */
    public byte[] unsafeArray() {
        return value;
    }

    public String toHex() {
        return HexFormat.of().formatHex(value);
    }

    /** Lexicographic, as BOLT 3 orders funding keys and BOLT 7 orders node ids. */
    @Override
    public int compareTo(PublicKey other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(value, that.value);
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
