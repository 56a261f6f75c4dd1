package lnhub.protocol.onion;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * What both directions of an onion share: keys derived from a shared secret, the ChaCha20 stream, the MAC and the
 * blinding of ephemeral keys (BOLT 4, "Key Generation", "Pseudo Random Byte Stream").
 */
final class Sphinx {
    /** version (1), public key (33), hop payloads (1300), hmac (32) */
    static final int ONION_SIZE = 1366;
    static final int PAYLOADS_SIZE = 1300;
    static final int MAC_SIZE = 32;
    static final int KEY_OFFSET = 1;
    static final int PAYLOADS_OFFSET = KEY_OFFSET + PublicKey.SIZE;
    static final int HMAC_OFFSET = PAYLOADS_OFFSET + PAYLOADS_SIZE;

    /** Key types: ASCII without a terminating zero. */
    static final SecretKeySpec RHO = keyType("72686f");
    static final SecretKeySpec MU = keyType("6d75");
    static final SecretKeySpec UM = keyType("756d");
    static final SecretKeySpec PAD = keyType("706164");
    static final SecretKeySpec AMMAG = keyType("616d6d6167");

    private static final byte[] ZERO_NONCE = new byte[12];
    private static final ThreadLocal<Mac> HMAC = ThreadLocal.withInitial(() -> {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    });
    private static final ThreadLocal<Cipher> CHACHA20 = ThreadLocal.withInitial(() -> {
        try {
            return Cipher.getInstance("ChaCha20");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has ChaCha20", impossible);
        }
    });

    private Sphinx() {
    }

    /** The key of one type for one hop: 32 bytes. */
    static byte[] key(SecretKeySpec type, Bytes32 sharedSecret) {
        return key(type, sharedSecret.unsafeArray());
    }

    static byte[] key(SecretKeySpec type, byte[] secret) {
        Mac mac = mac(type);
        return mac.doFinal(secret);
    }

    static Mac mac(byte[] key) {
        return mac(new SecretKeySpec(key, "HmacSHA256"));
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = HMAC.get();
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("any key fits an HMAC", impossible);
        }
    }

    /**
     * XORs the key's stream into {@code data}, in place. The cipher decrypts, since XOR has no direction and the JDK
     * refuses to initialise an encrypting cipher twice with one key and nonce: a repeated onion would throw.
     */
    static void xorStream(byte[] key, byte[] data) {
        try {
            Cipher cipher = CHACHA20.get();
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "ChaCha20"),
                    new ChaCha20ParameterSpec(ZERO_NONCE, 0));
            cipher.doFinal(data, 0, data.length, data, 0);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("ChaCha20 takes any 32-byte key and the output has room", impossible);
        }
    }

    /** What the ephemeral key is multiplied with at each hop (BOLT 4, "Blinding Ephemeral Onion Keys"). */
    static Bytes32 blindingFactor(PublicKey ephemeral, Bytes32 sharedSecret) {
        return Hashes.sha256(ephemeral.unsafeArray(), sharedSecret.unsafeArray());
    }

    private static SecretKeySpec keyType(String hex) {
        return new SecretKeySpec(HexFormat.of().parseHex(hex), "HmacSHA256");
    }
}
