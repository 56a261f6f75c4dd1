package lnhub.protocol.onion;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Keys and encryption of blinded routes (BOLT 4, "Route Blinding"); what the encrypted data says is not read here. */
public final class RouteBlinding {
    private static final SecretKeySpec BLINDED_NODE_ID =
            new SecretKeySpec("blinded_node_id".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");
    private static final int TAG_SIZE = 16;

    private RouteBlinding() {
    }

    /**
     * One node of a blinded route, as the sender sees it.
     *
     * @param encryptedRecipientData for this node's onion payload
     */
    public record BlindedHop(PublicKey blindedNodeId, Bytes encryptedRecipientData) {
    }

    /**
     * @param hops the blinded nodes, introduction point first
     * @param firstPathKey what the introduction point needs to read its data
     */
    public record BlindedRoute(PublicKey firstNodeId, PublicKey firstPathKey, List<BlindedHop> hops) {
        public BlindedRoute {
            hops = List.copyOf(hops);
        }
    }

    /**
     * What a node of the route gets.
     *
     * @param blindedKey the secret with which {@link OnionPeeler} opens an onion built for the blinded node id
     * @param recipientData the decrypted encrypted_data_tlv stream
     * @param nextPathKey for the next node, unless the data overrides it
     */
    public record Unblinded(PrivateKey blindedKey, Bytes recipientData, PublicKey nextPathKey) {
    }

    /**
     * @param pathSecret fresh and random
     * @param nodes real node ids, introduction point first
     * @param recipientData one encoded encrypted_data_tlv per node
     * @throws IllegalArgumentException when the lists differ in size, are empty, or a node id is not on the curve
     */
    public static BlindedRoute create(PrivateKey pathSecret, List<PublicKey> nodes, List<Bytes> recipientData) {
        if (nodes.isEmpty() || nodes.size() != recipientData.size()) {
            throw new IllegalArgumentException("a blinded route needs data for each node and at least one node, got "
                    + nodes.size() + " nodes and " + recipientData.size() + " data");
        }
        List<BlindedHop> hops = new ArrayList<>(nodes.size());
        PrivateKey secret = pathSecret;
        for (int i = 0; i < nodes.size(); i++) {
            Bytes32 shared = Secp256k1.ecdh(secret, nodes.get(i));
            PublicKey blinded = Secp256k1.multiply(nodes.get(i), tweak(shared));
            hops.add(new BlindedHop(blinded, encrypt(shared, recipientData.get(i))));
            secret = Secp256k1.multiply(secret, Sphinx.blindingFactor(secret.publicKey(), shared));
        }
        return new BlindedRoute(nodes.getFirst(), pathSecret.publicKey(), hops);
    }

    /**
     * @param pathKey from the previous node's message, or the payload's current_path_key
     * @return empty when the path key is no point or the data does not decrypt: it was not made for this node
     */
    public static Optional<Unblinded> unblind(PrivateKey nodeKey, PublicKey pathKey, Bytes encryptedRecipientData) {
        if (!Secp256k1.isValid(pathKey)) {
            return Optional.empty();
        }
        Bytes32 shared = Secp256k1.ecdh(nodeKey, pathKey);
        return decrypt(shared, encryptedRecipientData).map(data -> new Unblinded(
                Secp256k1.multiply(nodeKey, tweak(shared)),
                data,
                Secp256k1.multiply(pathKey, Sphinx.blindingFactor(pathKey, shared))));
    }

    /** The secret of our blinded node id, to open an onion before its payload shows the encrypted data. */
    public static PrivateKey blindedKey(PrivateKey nodeKey, PublicKey pathKey) {
        return Secp256k1.multiply(nodeKey, tweak(Secp256k1.ecdh(nodeKey, pathKey)));
    }

    private static Bytes32 tweak(Bytes32 shared) {
        return Bytes32.wrap(Sphinx.key(BLINDED_NODE_ID, shared));
    }

    private static Bytes encrypt(Bytes32 shared, Bytes data) {
        try {
            return Bytes.wrap(cipher(Cipher.ENCRYPT_MODE, shared).doFinal(data.unsafeArray()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("encryption of a byte array cannot fail", impossible);
        }
    }

    private static Optional<Bytes> decrypt(Bytes32 shared, Bytes encrypted) {
        if (encrypted.length() < TAG_SIZE) {
            return Optional.empty();
        }
        try {
            return Optional.of(Bytes.wrap(cipher(Cipher.DECRYPT_MODE, shared).doFinal(encrypted.unsafeArray())));
        } catch (AEADBadTagException forged) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("decryption of a byte array fails only by its tag", impossible);
        }
    }

    /** A nonce of zeroes is safe: each key encrypts one message. */
    private static Cipher cipher(int mode, Bytes32 shared) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(Sphinx.key(Sphinx.RHO, shared), "ChaCha20"),
                new IvParameterSpec(new byte[12]));
        return cipher;
    }
}
