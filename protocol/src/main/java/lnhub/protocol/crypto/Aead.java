package lnhub.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) under one key, with Noise's nonces: four zero bytes and a little-endian counter.
 * The JDK's cipher, because it has intrinsics; the object is kept, because making one costs more than using it.
 * It refuses to encrypt twice under one nonce, which is the one thing that must never happen anyway.
 */
final class Aead {
    static final int MAC_SIZE = 16;
    private static final byte[] NOTHING = new byte[0];

    private final Cipher cipher;
    private SecretKeySpec key;

    Aead(byte[] key) {
        try {
            this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has ChaCha20-Poly1305", impossible);
        }
        changeKey(key);
    }

    void changeKey(byte[] key) {
        this.key = new SecretKeySpec(key, "ChaCha20");
    }

    /** Writes {@code length} encrypted bytes and the MAC to {@code target} at {@code offset}. */
    void seal(long nonce, byte[] associated, byte[] plaintext, int length, byte[] target, int offset) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce(nonce)));
            cipher.updateAAD(associated);
            cipher.doFinal(plaintext, 0, length, target, offset);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the nonce is fresh and the target large enough", impossible);
        }
    }

    void seal(long nonce, byte[] plaintext, int length, byte[] target, int offset) {
        seal(nonce, NOTHING, plaintext, length, target, offset);
    }

    /**
     * Decrypts the first {@code length} bytes, the MAC included, to the start of {@code target}.
     *
     * @throws AEADBadTagException when the MAC is wrong; nothing is written then
     */
    void open(long nonce, byte[] associated, byte[] sealed, int length, byte[] target) throws AEADBadTagException {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce(nonce)));
            cipher.updateAAD(associated);
            cipher.doFinal(sealed, 0, length, target, 0);
        } catch (AEADBadTagException wrongMac) {
            throw wrongMac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("key and nonce have the right form", impossible);
        }
    }

    void open(long nonce, byte[] sealed, int length, byte[] target) throws AEADBadTagException {
        open(nonce, NOTHING, sealed, length, target);
    }

    private static byte[] nonce(long counter) {
        byte[] nonce = new byte[12];
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] = (byte) (counter >>> 8 * i);
        }
        return nonce;
    }
}
