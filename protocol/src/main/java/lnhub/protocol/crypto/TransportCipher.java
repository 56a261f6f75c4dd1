package lnhub.protocol.crypto;

import javax.crypto.AEADBadTagException;
import lnhub.protocol.units.Bytes32;

/**
 * The two directions of an established connection (BOLT 8, "Lightning Message Specification"): a frame is the
 * encrypted 2-byte length with its MAC and the encrypted message with its MAC. Each direction must be used by one
 * thread at a time, in the order of the wire; the two are independent.
 */
public final class TransportCipher {
    public static final int MAC_SIZE = Aead.MAC_SIZE;
    /** Encrypted length and its MAC. */
    public static final int HEADER_SIZE = 2 + MAC_SIZE;
    /** What a frame has beyond its message. */
    public static final int OVERHEAD = HEADER_SIZE + MAC_SIZE;
    public static final int MAX_MESSAGE_SIZE = 65535;

    private final Direction sending;
    private final Direction receiving;
    private final byte[] length = new byte[2];

    TransportCipher(Bytes32 chainingKey, byte[] sendingKey, byte[] receivingKey) {
        sending = new Direction(chainingKey, sendingKey);
        receiving = new Direction(chainingKey, receivingKey);
    }

    /**
     * Writes the frame of the whole array to {@code target} at {@code offset}.
     *
     * @return its size: that of the message and {@link #OVERHEAD}
     */
    public int encrypt(byte[] message, byte[] target, int offset) {
        if (message.length > MAX_MESSAGE_SIZE) {
            throw new IllegalArgumentException("a message has at most " + MAX_MESSAGE_SIZE + " bytes");
        }
        byte[] prefix = {(byte) (message.length >>> 8), (byte) message.length};
        sending.aead.seal(sending.nextNonce(), prefix, 2, target, offset);
        sending.aead.seal(sending.nextNonce(), message, message.length, target, offset + HEADER_SIZE);
        sending.rotateIfDue();
        return message.length + OVERHEAD;
    }

    /**
     * The length of the next message, without its MAC.
     *
     * @param header {@link #HEADER_SIZE} bytes at its start
     * @throws AEADBadTagException when it is not authentic: the connection must be closed
     */
    public int decryptLength(byte[] header) throws AEADBadTagException {
        receiving.aead.open(receiving.nextNonce(), header, HEADER_SIZE, length);
        return (length[0] & 0xFF) << 8 | length[1] & 0xFF;
    }

    /**
     * Decrypts the message of the length just decrypted to the start of {@code target}.
     *
     * @param body at its start the encrypted message and its MAC
     * @param size of the message and its MAC
     * @throws AEADBadTagException when it is not authentic: the connection must be closed
     */
    public void decrypt(byte[] body, int size, byte[] target) throws AEADBadTagException {
        receiving.aead.open(receiving.nextNonce(), body, size, target);
        receiving.rotateIfDue();
    }

    /** One direction's key, and how often it was used. */
    private static final class Direction {
        /** BOLT 8, "Lightning Message Key Rotation". */
        private static final int USES_PER_KEY = 1000;

        private final Aead aead;
        private byte[] key;
        private byte[] chainingKey;
        private int uses;

        Direction(Bytes32 chainingKey, byte[] key) {
            this.chainingKey = chainingKey.unsafeArray();
            this.key = key;
            this.aead = new Aead(key);
        }

        int nextNonce() {
            return uses++;
        }

        /** Two uses a message, so the thousandth is always the end of one. */
        void rotateIfDue() {
            if (uses == USES_PER_KEY) {
                byte[][] next = NoiseState.hkdf(chainingKey, key);
                chainingKey = next[0];
                key = next[1];
                aead.changeKey(key);
                uses = 0;
            }
        }
    }
}
