package lnhub.protocol.onion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Wraps a payload for each hop of a route into one onion (BOLT 4, "Packet Construction"). */
public final class OnionBuilder {

    private OnionBuilder() {
    }

    /**
     * @param sessionKey fresh and random; one that is used twice makes two onions linkable
     * @param hops node ids from the first hop to the final one
     * @param payloads one TLV stream per hop, without length prefix, at least 2 bytes each
     * @param associatedData the payment hash
     * @throws IllegalArgumentException when there is no hop, a hop lacks a payload or is no point on the curve, a
     *         payload is shorter than 2 bytes, or all of them with length prefix and HMAC take more than 1300 bytes
     */
    public static BuiltOnion build(
            PrivateKey sessionKey, List<PublicKey> hops, List<Bytes> payloads, Bytes32 associatedData) {
        return build(sessionKey, hops, payloads, associatedData.toBytes());
    }

    /** For onion messages, whose associated data is empty (BOLT 4, "Onion Messages"). */
    static BuiltOnion build(
            PrivateKey sessionKey, List<PublicKey> hops, List<Bytes> payloads, Bytes associatedData) {
        check(hops, payloads);
        List<Bytes32> secrets = sharedSecrets(sessionKey, hops);
        byte[] filler = filler(secrets, payloads);
        byte[] mix = new byte[Sphinx.PAYLOADS_SIZE];
        Sphinx.xorStream(Sphinx.key(Sphinx.PAD, sessionKey.unsafeArray()), mix);
        byte[] hmac = new byte[Sphinx.MAC_SIZE];
        for (int i = hops.size() - 1; i >= 0; i--) {
            prepend(payloads.get(i).unsafeArray(), hmac, mix);
            Sphinx.xorStream(Sphinx.key(Sphinx.RHO, secrets.get(i)), mix);
            if (i == hops.size() - 1) {
                System.arraycopy(filler, 0, mix, mix.length - filler.length, filler.length);
            }
            Mac mac = Sphinx.mac(Sphinx.key(Sphinx.MU, secrets.get(i)));
            mac.update(mix);
            mac.update(associatedData.unsafeArray());
            hmac = mac.doFinal();
        }
        return new BuiltOnion(packet(sessionKey.publicKey(), mix, hmac), secrets);
    }

    private static void check(List<PublicKey> hops, List<Bytes> payloads) {
        if (hops.isEmpty() || hops.size() != payloads.size()) {
            throw new IllegalArgumentException("an onion needs one payload per hop and at least one hop, got "
                    + hops.size() + " hops and " + payloads.size() + " payloads");
        }
        int total = 0;
        for (Bytes payload : payloads) {
            if (payload.length() < 2 || payload.length() > Sphinx.PAYLOADS_SIZE) {
                throw new IllegalArgumentException("a hop's payload has 2 to 1300 bytes, got " + payload.length());
            }
            total = Math.addExact(total, PayloadFrame.sizeOf(payload.length()));
        }
        if (total > Sphinx.PAYLOADS_SIZE) {
            throw new IllegalArgumentException("payloads take " + total + " bytes of 1300");
        }
    }

    private static List<Bytes32> sharedSecrets(PrivateKey sessionKey, List<PublicKey> hops) {
        List<Bytes32> secrets = new ArrayList<>(hops.size());
        PrivateKey ephemeral = sessionKey;
        for (PublicKey hop : hops) {
            Bytes32 secret = Secp256k1.ecdh(ephemeral, hop);
            secrets.add(secret);
            if (secrets.size() < hops.size()) {
                ephemeral = Secp256k1.multiply(ephemeral, Sphinx.blindingFactor(ephemeral.publicKey(), secret));
            }
        }
        return secrets;
    }

    /** The tail that the hops before the last will have made from their streams (BOLT 4, "Filler Generation"). */
    private static byte[] filler(List<Bytes32> secrets, List<Bytes> payloads) {
        byte[] filler = new byte[0];
        byte[] stream = new byte[2 * Sphinx.PAYLOADS_SIZE];
        for (int i = 0; i < payloads.size() - 1; i++) {
            int grown = filler.length + PayloadFrame.sizeOf(payloads.get(i).length());
            Arrays.fill(stream, (byte) 0);
            // the filler ends where the hop's stream will: its own frame's length past the packet's payloads
            int start = Sphinx.PAYLOADS_SIZE - filler.length;
            System.arraycopy(filler, 0, stream, start, filler.length);
            Sphinx.xorStream(Sphinx.key(Sphinx.RHO, secrets.get(i)), stream);
            filler = Arrays.copyOfRange(stream, start, start + grown);
        }
        return filler;
    }

    /** Shifts everything to the right and puts length, payload and the next hop's HMAC in front. */
    private static void prepend(byte[] payload, byte[] hmac, byte[] mix) {
        int size = PayloadFrame.sizeOf(payload.length);
        System.arraycopy(mix, 0, mix, size, mix.length - size);
        PayloadFrame.writePrefix(payload.length, mix);
        System.arraycopy(payload, 0, mix, PayloadFrame.prefixSize(payload.length), payload.length);
        System.arraycopy(hmac, 0, mix, size - hmac.length, hmac.length);
    }

    private static Bytes packet(PublicKey ephemeral, byte[] mix, byte[] hmac) {
        byte[] packet = new byte[Sphinx.ONION_SIZE];
        System.arraycopy(ephemeral.unsafeArray(), 0, packet, Sphinx.KEY_OFFSET, PublicKey.SIZE);
        System.arraycopy(mix, 0, packet, Sphinx.PAYLOADS_OFFSET, mix.length);
        System.arraycopy(hmac, 0, packet, Sphinx.HMAC_OFFSET, hmac.length);
        return Bytes.wrap(packet);
    }
}
