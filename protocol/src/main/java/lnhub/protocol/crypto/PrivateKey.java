package lnhub.protocol.crypto;

import java.security.MessageDigest;

/** A secp256k1 secret, 32 bytes. It never prints itself: not in logs, messages or exception texts. */
public final class PrivateKey {
    private final byte[] value;
    private volatile PublicKey publicKey;

    private PrivateKey(byte[] value) {
        if (value.length != 32) {
            throw new IllegalArgumentException("expected 32 bytes, got " + value.length);
        }
        this.value = value;
    }

    /** Takes ownership: the caller must not write to {@code value} afterwards. */
    public static PrivateKey wrap(byte[] value) {
        return new PrivateKey(value);
    }

    /** The secret itself; it must not be written to, stored in the clear or logged. */
    public byte[] unsafeArray() {
        return value;
    }

    /** The point of this secret; computed once. */
    public PublicKey publicKey() {
        PublicKey key = publicKey;
        if (key == null) {
            key = Secp256k1.publicKey(this);
            publicKey = key;
        }
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrivateKey that && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return publicKey().hashCode();
    }

    @Override
    public String toString() {
        return "PrivateKey(hidden)";
    }
}
