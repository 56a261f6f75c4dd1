package lnhub.node.lab;

import java.nio.charset.StandardCharsets;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * One who takes part. All keys and secrets follow from the name and the seed of the run, so that it can be repeated to
 * the byte.
 */
record Party(String name, long seed) {
    /** Everybody there is, in the order of their colours. */
    static final String ALL = "ABC";

    /** Which colour the party has in drawings, from 0. */
    int colour() {
        return ALL.indexOf(name);
    }

    /** 32 bytes that only this party knows at first. @param purpose what they are for, unique within a run */
    Bytes32 secret(String purpose) {
        return Hashes.sha256(("lab/" + seed + "/" + name + "/" + purpose).getBytes(StandardCharsets.UTF_8));
    }

    PrivateKey key(String purpose) {
        return PrivateKey.wrap(secret(purpose).toArray());
    }

    /** The key of the party's own money. */
    PrivateKey wallet() {
        return key("wallet");
    }

    Bytes walletScript() {
        return Op.p2wpkh(wallet().publicKey());
    }

    /** The secrets of one channel (BOLT 3, "Key Derivation"). */
    ChannelKeys channelKeys(String channel) {
        Bytes path = secret("channel " + channel).toBytes().slice(0, ChannelKeys.PATH_SIZE);
        return ChannelKeys.derive(NodeSeed.of(secret("node").toBytes()), path);
    }

    @Override
    public String toString() {
        return name;
    }
}
