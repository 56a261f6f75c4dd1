package lnhub.protocol.crypto;

import java.util.Arrays;

/**
 * BOLT 8's authenticated key exchange, Noise_XK: who dials knows whom, who answers learns it in act three.
 * Each side is an object that takes its acts in order; the ephemeral key must be fresh randomness every time.
 * A failed or finished one must not be used again.
 */
public final class NoiseHandshake {
    public static final int ACT_ONE_SIZE = 50;
    public static final int ACT_TWO_SIZE = 50;
    public static final int ACT_THREE_SIZE = 66;

    /** A handshake that succeeded: who the peer proved to be, and the ciphers of the connection. */
    public record Established(PublicKey remoteNodeId, TransportCipher cipher) {
    }

    private NoiseHandshake() {
    }

    /** The side that dials. */
    public static final class Initiator {
        private final PrivateKey local;
        private final PublicKey remote;
        private final PrivateKey ephemeral;
        private final NoiseState state;
        private PublicKey remoteEphemeral;

        public Initiator(PrivateKey local, PublicKey remote, PrivateKey ephemeral) {
            this.local = local;
            this.remote = remote;
            this.ephemeral = ephemeral;
            this.state = new NoiseState(remote);
        }

        /** The 50 bytes to send first. */
        public byte[] actOne() {
            return state.actWithKey(ephemeral.publicKey(), ephemeral, remote);
        }

        /** Takes the answer, 50 bytes. */
        public void readActTwo(byte[] actTwo) throws HandshakeFailed {
            remoteEphemeral = state.readActWithKey(2, actTwo, ephemeral);
        }

        /** The 66 bytes to send last, after {@link #readActTwo}; {@link #established} comes next. */
        public byte[] actThree() {
            byte[] key = state.seal(1, local.publicKey().unsafeArray());
            state.mixKey(local, remoteEphemeral);
            return NoiseState.concatenate(new byte[] {0}, key, state.seal(0, new byte[0]));
        }

        public Established established() {
            return new Established(remote, state.split(true));
        }
    }

    /** The side that answers. */
    public static final class Responder {
        private final PrivateKey local;
        private final PrivateKey ephemeral;
        private final NoiseState state;

        public Responder(PrivateKey local, PrivateKey ephemeral) {
            this.local = local;
            this.ephemeral = ephemeral;
            this.state = new NoiseState(local.publicKey());
        }

        /** Takes the first 50 bytes and gives the 50 of the answer. */
        public byte[] actTwo(byte[] actOne) throws HandshakeFailed {
            PublicKey remoteEphemeral = state.readActWithKey(1, actOne, local);
            return state.actWithKey(ephemeral.publicKey(), ephemeral, remoteEphemeral);
        }

        /** Takes the last 66 bytes. */
        public Established readActThree(byte[] actThree) throws HandshakeFailed {
            NoiseState.requireForm(3, actThree, ACT_THREE_SIZE);
            byte[] key = state.open(1, Arrays.copyOfRange(actThree, 1, 50), 3, HandshakeFailed.Reason.BAD_CIPHERTEXT);
            PublicKey remote = NoiseState.key(3, key);
            state.mixKey(ephemeral, remote);
            state.open(0, Arrays.copyOfRange(actThree, 50, 66), 3, HandshakeFailed.Reason.BAD_TAG);
            return new Established(remote, state.split(false));
        }
    }
}
