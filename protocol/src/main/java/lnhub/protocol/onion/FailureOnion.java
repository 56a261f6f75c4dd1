package lnhub.protocol.onion;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A failure on its way back to the sender, one layer of encryption per hop (BOLT 4, "Returning Errors"). */
public final class FailureOnion {
    /** failure_len plus pad_len; older nodes know only this size. */
    private static final int PADDED_SIZE = 256;
    private static final int LENGTHS_SIZE = 4;
    /** How often the sender decrypts, whatever the route's length, so that its timing says nothing about it. */
    private static final int ROUNDS = 27;

    private FailureOnion() {
    }

    /**
     * Which hop failed, and why.
     *
     * @param hopIndex 0 is the first hop after us
     */
    public record Attributed(int hopIndex, FailureMessage failure) {
    }

    /**
     * The reason that the failing node puts into update_fail_htlc: 292 bytes unless the message is longer than 256.
     *
     * @param sharedSecret of the onion that this failure answers
     */
    public static Bytes create(Bytes32 sharedSecret, FailureMessage failure) {
        byte[] message = failure.encode().unsafeArray();
        int padding = Math.max(0, PADDED_SIZE - message.length);
        Bytes content = new TlvWriter()
                .fixed(message.length, 2).bytes(message)
                .fixed(padding, 2).bytes(new byte[padding]).toBytes();
        byte[] hmac = Sphinx.mac(Sphinx.key(Sphinx.UM, sharedSecret)).doFinal(content.unsafeArray());
        return wrap(sharedSecret, new TlvWriter().bytes(hmac).bytes(content.unsafeArray()).toBytes());
    }

    /** What a hop between adds to a reason that came from downstream; any length. */
    public static Bytes wrap(Bytes32 sharedSecret, Bytes reason) {
        byte[] wrapped = reason.toArray();
        Sphinx.xorStream(Sphinx.key(Sphinx.AMMAG, sharedSecret), wrapped);
        return Bytes.wrap(wrapped);
    }

    /**
     * What the sender reads from a reason.
     *
     * @param sharedSecrets of the onion that was sent, first hop first
     * @return empty when no hop's HMAC fits: some hop garbled the reason, and there is no telling which
     */
    public static Optional<Attributed> unwrap(List<Bytes32> sharedSecrets, Bytes reason) {
        byte[] packet = reason.toArray();
        Attributed found = null;
        for (int i = 0; i < Math.max(ROUNDS, sharedSecrets.size()); i++) {
            boolean real = i < sharedSecrets.size();
            Bytes32 secret = real ? sharedSecrets.get(i) : Bytes32.ZEROES;
            Sphinx.xorStream(Sphinx.key(Sphinx.AMMAG, secret), packet);
            boolean authentic = authentic(packet, secret);
            if (authentic && real && found == null) {
                found = new Attributed(i, FailureMessage.decode(message(packet)));
            }
        }
        return Optional.ofNullable(found);
    }

    private static boolean authentic(byte[] packet, Bytes32 secret) {
        if (packet.length < Sphinx.MAC_SIZE + LENGTHS_SIZE) {
            return false;
        }
        Mac mac = Sphinx.mac(Sphinx.key(Sphinx.UM, secret));
        mac.update(packet, Sphinx.MAC_SIZE, packet.length - Sphinx.MAC_SIZE);
        return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOf(packet, Sphinx.MAC_SIZE));
    }

    /** As much of the message as is there: a length past the end leaves what is unreadable to the decoder. */
    private static Bytes message(byte[] packet) {
        int start = Sphinx.MAC_SIZE + 2;
        int length = (packet[start - 2] & 0xFF) << 8 | packet[start - 1] & 0xFF;
        return Bytes.wrap(Arrays.copyOfRange(packet, start, Math.min(start + length, packet.length)));
    }
}
