package lnhub.protocol.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lnhub.protocol.units.Bytes32;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** SHA-256 and its relatives, from the JDK (which has intrinsics for them); RIPEMD-160 from BouncyCastle. */
public final class Hashes {
    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    });

    private Hashes() {
    }

    /** SHA-256 of the parts, one after the other. */
    public static Bytes32 sha256(byte[]... parts) {
        MessageDigest digest = SHA256.get();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Bytes32.wrap(digest.digest());
    }

    /** SHA-256 of the SHA-256, bitcoin's transaction and message hash. */
    public static Bytes32 doubleSha256(byte[]... parts) {
        return Bytes32.wrap(SHA256.get().digest(sha256(parts).unsafeArray()));
    }

    /** RIPEMD-160 of the input as it is (BOLT 3's HTLC scripts hash the payment hash so): 20 bytes. */
    public static byte[] ripemd160(byte[] input) {
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(input, 0, input.length);
        byte[] out = new byte[20];
        digest.doFinal(out, 0);
        return out;
    }

    /** RIPEMD-160 of SHA-256: 20 bytes. */
    public static byte[] hash160(byte[] input) {
        return ripemd160(sha256(input).unsafeArray());
    }

    /** HMAC-SHA256 of the parts, one after the other. */
    public static Bytes32 hmacSha256(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return Bytes32.wrap(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }
}
