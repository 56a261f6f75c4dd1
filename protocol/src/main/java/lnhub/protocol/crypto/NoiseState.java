package lnhub.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import lnhub.protocol.units.Bytes32;

/** The variables of BOLT 8, "Handshake State", and the steps that both sides take with them. */
final class NoiseState {
    private static final byte[] NOTHING = new byte[0];
    private static final Bytes32 PROTOCOL = Hashes.sha256(ascii("Noise_XK_secp256k1_ChaChaPoly_SHA256"));
    private static final Bytes32 START = Hashes.sha256(PROTOCOL.unsafeArray(), ascii("lightning"));

    private Bytes32 chainingKey = PROTOCOL;
    private Bytes32 hash = START;
    private Aead temporary;

    NoiseState(PublicKey responder) {
        mixHash(responder.unsafeArray());
    }

    void mixHash(byte[] data) {
        hash = Hashes.sha256(hash.unsafeArray(), data);
    }

    /** Derives the next chaining key and temporary key from an ECDH. */
    void mixKey(PrivateKey secret, PublicKey point) {
        byte[][] keys = hkdf(chainingKey.unsafeArray(), Secp256k1.ecdh(secret, point).unsafeArray());
        chainingKey = Bytes32.wrap(keys[0]);
        temporary = new Aead(keys[1]);
    }

    /** Encrypts under the temporary key, bound to all that went before; the result is part of what comes after. */
    byte[] seal(long nonce, byte[] plaintext) {
        byte[] sealed = new byte[plaintext.length + Aead.MAC_SIZE];
        temporary.seal(nonce, hash.unsafeArray(), plaintext, plaintext.length, sealed, 0);
        mixHash(sealed);
        return sealed;
    }

    byte[] open(long nonce, byte[] sealed, int act, HandshakeFailed.Reason otherwise) throws HandshakeFailed {
        byte[] plaintext = new byte[sealed.length - Aead.MAC_SIZE];
        try {
            temporary.open(nonce, hash.unsafeArray(), sealed, sealed.length, plaintext);
        } catch (GeneralSecurityException wrongMac) {
            throw new HandshakeFailed(act, otherwise);
        }
        mixHash(sealed);
        return plaintext;
    }

    /** An act that carries an ephemeral key: version 0, the key, and a tag over nothing. */
    byte[] actWithKey(PublicKey ephemeral, PrivateKey secret, PublicKey point) {
        mixHash(ephemeral.unsafeArray());
        mixKey(secret, point);
        return concatenate(new byte[] {0}, ephemeral.unsafeArray(), seal(0, NOTHING));
    }

    /** Reads such an act. @return the peer's ephemeral key */
    PublicKey readActWithKey(int act, byte[] message, PrivateKey secret) throws HandshakeFailed {
        requireForm(act, message, NoiseHandshake.ACT_ONE_SIZE);
        PublicKey ephemeral = key(act, Arrays.copyOfRange(message, 1, 34));
        mixHash(ephemeral.unsafeArray());
        mixKey(secret, ephemeral);
        open(0, Arrays.copyOfRange(message, 34, 50), act, HandshakeFailed.Reason.BAD_TAG);
        return ephemeral;
    }

    static void requireForm(int act, byte[] message, int size) throws HandshakeFailed {
        if (message.length != size) {
            throw new HandshakeFailed(act, HandshakeFailed.Reason.READ_FAILED);
        }
        if (message[0] != 0) {
            throw new HandshakeFailed(act, HandshakeFailed.Reason.BAD_VERSION);
        }
    }

    static PublicKey key(int act, byte[] encoded) throws HandshakeFailed {
        if (encoded[0] == 2 || encoded[0] == 3) {
            PublicKey key = PublicKey.wrap(encoded);
            if (Secp256k1.isValid(key)) {
                return key;
            }
        }
        throw new HandshakeFailed(act, HandshakeFailed.Reason.BAD_PUBKEY);
    }

    /** The final split: one key for each direction, both starting from the last chaining key. */
    TransportCipher split(boolean initiator) {
        byte[][] keys = hkdf(chainingKey.unsafeArray(), NOTHING);
        return new TransportCipher(chainingKey, keys[initiator ? 0 : 1], keys[initiator ? 1 : 0]);
    }

    /** RFC 5869 with SHA-256 and no info: 64 bytes, in two halves. */
    static byte[][] hkdf(byte[] salt, byte[] input) {
        byte[] extracted = Hashes.hmacSha256(salt, input).unsafeArray();
        byte[] first = Hashes.hmacSha256(extracted, new byte[] {1}).unsafeArray();
        byte[] second = Hashes.hmacSha256(extracted, first, new byte[] {2}).unsafeArray();
        return new byte[][] {first, second};
    }

    static byte[] concatenate(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        byte[] whole = new byte[size];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, position, part.length);
            position += part.length;
        }
        return whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
