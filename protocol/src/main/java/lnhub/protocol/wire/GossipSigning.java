package lnhub.protocol.wire;

import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;

/**
 * What the signatures of gossip cover: the double SHA-256 of everything after them, fields that are not known here
 * included (BOLT 7).
 */
public final class GossipSigning {
    private GossipSigning() {
    }

    /** The hash that all four signatures are of. */
    public static Bytes32 signedHash(ChannelAnnouncement announcement) {
        WireWriter writer = new WireWriter(176 + announcement.extra().length());
        GossipCodec.writeSigned(announcement, writer);
        return Hashes.doubleSha256(writer.toArray());
    }

    public static Bytes32 signedHash(NodeAnnouncement announcement) {
        WireWriter writer = new WireWriter(128 + announcement.addresses().length() + announcement.extra().length());
        GossipCodec.writeSigned(announcement, writer);
        return Hashes.doubleSha256(writer.toArray());
    }

    public static Bytes32 signedHash(ChannelUpdate update) {
        WireWriter writer = new WireWriter(72 + update.extra().length());
        GossipCodec.writeSigned(update, writer);
        return Hashes.doubleSha256(writer.toArray());
    }
}
