package lnhub.protocol.onion;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * Takes our layer off an onion (BOLT 4, "Onion Decryption"). Whether the same onion came before is the caller's
 * question: peeling is a pure function and gives the same answer each time.
 */
public final class OnionPeeler {

    private OnionPeeler() {
    }

    /**
     * @param nodeKey our node's secret, or the blinded one ({@link RouteBlinding}) inside a blinded route
     * @param onion 1366 bytes
     * @param associatedData the payment hash, which the onion's HMACs commit to
     * @throws IllegalArgumentException when the onion is not 1366 bytes, which the message codec rules out
     */
    public static PeelResult peel(PrivateKey nodeKey, Bytes onion, Bytes32 associatedData) {
        return peel(nodeKey, onion, associatedData.toBytes());
    }

    /** For onion messages, whose associated data is empty (BOLT 4, "Onion Messages"). */
    static PeelResult peel(PrivateKey nodeKey, Bytes onion, Bytes associatedData) {
        if (onion.length() != Sphinx.ONION_SIZE) {
            throw new IllegalArgumentException("an onion has 1366 bytes, got " + onion.length());
        }
        byte[] raw = onion.unsafeArray();
        if (raw[0] != 0) {
            return bad(FailureMessage.INVALID_ONION_VERSION, raw);
        }
        PublicKey ephemeral;
        Bytes32 secret;
        try {
            ephemeral = PublicKey.wrap(Arrays.copyOfRange(raw, Sphinx.KEY_OFFSET, Sphinx.PAYLOADS_OFFSET));
            secret = Secp256k1.ecdh(nodeKey, ephemeral);
        } catch (IllegalArgumentException notAPoint) {
            return bad(FailureMessage.INVALID_ONION_KEY, raw);
        }
        if (!authentic(raw, secret, associatedData)) {
            return bad(FailureMessage.INVALID_ONION_HMAC, raw);
        }
        return new PeelResult.Peeled(unwrap(raw, ephemeral, secret));
    }

    private static PeelResult bad(int failureCode, byte[] raw) {
        return new PeelResult.BadOnion(failureCode, Hashes.sha256(raw));
    }

    private static boolean authentic(byte[] raw, Bytes32 secret, Bytes associatedData) {
        Mac mac = Sphinx.mac(Sphinx.key(Sphinx.MU, secret));
        mac.update(raw, Sphinx.PAYLOADS_OFFSET, Sphinx.PAYLOADS_SIZE);
        mac.update(associatedData.unsafeArray());
        byte[] claimed = Arrays.copyOfRange(raw, Sphinx.HMAC_OFFSET, Sphinx.ONION_SIZE);
        return MessageDigest.isEqual(mac.doFinal(), claimed);
    }

    private static PeeledOnion unwrap(byte[] raw, PublicKey ephemeral, Bytes32 secret) {
        byte[] payloads = new byte[2 * Sphinx.PAYLOADS_SIZE];
        System.arraycopy(raw, Sphinx.PAYLOADS_OFFSET, payloads, 0, Sphinx.PAYLOADS_SIZE);
        Sphinx.xorStream(Sphinx.key(Sphinx.RHO, secret), payloads);
        PayloadFrame frame = PayloadFrame.first(payloads);
        if (frame == null) {
            return new PeeledOnion(secret, Bytes.EMPTY, Bytes.EMPTY, true);
        }
        Bytes payload = Bytes.wrap(Arrays.copyOfRange(payloads, frame.start(), frame.end()));
        int next = frame.end() + Sphinx.MAC_SIZE;
        if (isZero(payloads, frame.end(), next)) {
            return new PeeledOnion(secret, payload, Bytes.EMPTY, true);
        }
        return new PeeledOnion(secret, payload, nextOnion(payloads, frame.end(), ephemeral, secret), false);
    }

    /** What follows the payload is the next HMAC, then the next hops' payloads, filled up from the stream. */
    private static Bytes nextOnion(byte[] payloads, int macAt, PublicKey ephemeral, Bytes32 secret) {
        PublicKey blinded = Secp256k1.multiply(ephemeral, Sphinx.blindingFactor(ephemeral, secret));
        byte[] next = new byte[Sphinx.ONION_SIZE];
        System.arraycopy(blinded.unsafeArray(), 0, next, Sphinx.KEY_OFFSET, PublicKey.SIZE);
        System.arraycopy(payloads, macAt + Sphinx.MAC_SIZE, next, Sphinx.PAYLOADS_OFFSET, Sphinx.PAYLOADS_SIZE);
        System.arraycopy(payloads, macAt, next, Sphinx.HMAC_OFFSET, Sphinx.MAC_SIZE);
        return Bytes.wrap(next);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        int or = 0;
        for (int i = from; i < to; i++) {
            or |= bytes[i];
        }
        return or == 0;
    }
}
