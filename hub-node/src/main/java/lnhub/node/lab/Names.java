package lnhub.node.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Whose a key, hash or secret is, for scripts in which the bytes themselves would tell nobody anything. */
final class Names {
    private final Map<Bytes, String> names = new LinkedHashMap<>();
    private final Map<PublicKey, String> keys = new LinkedHashMap<>();

    /** A key and its HASH160, under which P2WPKH outputs and revocation branches know it. */
    void key(PublicKey key, String name) {
        keys.put(key, name);
        names.put(Bytes.wrap(key.toArray()), name);
        names.put(Bytes.wrap(Hashes.hash160(key.unsafeArray())), "HASH160 of " + name);
    }

    /** A secret, its SHA-256 (the payment hash) and its HASH160 (which BOLT 3's scripts compare with). */
    void secret(Bytes32 secret, String name) {
        names.put(secret.toBytes(), name);
        names.put(Hashes.sha256(secret.unsafeArray()).toBytes(), "SHA256 of " + name);
        names.put(Bytes.wrap(Hashes.hash160(secret.unsafeArray())), "HASH160 of " + name);
    }

    /** A witness script, by the SHA-256 that P2WSH outputs know it by. */
    void script(Bytes script, String name) {
        names.put(Hashes.sha256(script.unsafeArray()).toBytes(), "SHA256 of the script of " + name);
    }

    Optional<String> of(Bytes item) {
        return Optional.ofNullable(names.get(item));
    }

    Map<PublicKey, String> keys() {
        return keys;
    }
}
