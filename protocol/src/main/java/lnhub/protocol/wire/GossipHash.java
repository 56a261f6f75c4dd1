package lnhub.protocol.wire;

import java.io.ByteArrayOutputStream;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;

/**
 * What the signatures of gossip messages sign: the double SHA-256 of everything that follows them in the message,
 * fields unknown to us included (BOLT 7; the 2-byte message type is not part of it).
 */
public final class GossipHash {
    private GossipHash() {
    }

    /** Signed by both nodes and with both funding keys. */
    public static Bytes32 of(ChannelAnnouncement m) {
        Fields fields = new Fields();
        fields.sized(m.features().bits().unsafeArray());
        fields.raw(m.chainHash().unsafeArray());
        fields.integer(m.shortChannelId().value(), 8);
        fields.raw(m.nodeId1().unsafeArray());
        fields.raw(m.nodeId2().unsafeArray());
        fields.raw(m.bitcoinKey1().unsafeArray());
        fields.raw(m.bitcoinKey2().unsafeArray());
        return fields.hash(m.extra().unsafeArray());
    }

    /** Signed by the node itself. */
    public static Bytes32 of(NodeAnnouncement m) {
        Fields fields = new Fields();
        fields.sized(m.features().bits().unsafeArray());
        fields.integer(m.timestamp(), 4);
        fields.raw(m.nodeId().unsafeArray());
        fields.raw(m.rgbColor().unsafeArray());
        fields.raw(m.alias().unsafeArray());
        fields.sized(m.addresses().unsafeArray());
        return fields.hash(m.extra().unsafeArray());
    }

    /** Signed by the node whose direction it is. */
    public static Bytes32 of(ChannelUpdate m) {
        Fields fields = new Fields();
        fields.raw(m.chainHash().unsafeArray());
        fields.integer(m.shortChannelId().value(), 8);
        fields.integer(m.timestamp(), 4);
        fields.integer(m.messageFlags(), 1);
        fields.integer(m.channelFlags(), 1);
        fields.integer(m.cltvExpiryDelta(), 2);
        fields.integer(m.htlcMinimumMsat(), 8);
        fields.integer(m.feeBaseMsat(), 4);
        fields.integer(m.feeProportionalMillionths(), 4);
        fields.integer(m.htlcMaximumMsat(), 8);
        return fields.hash(m.extra().unsafeArray());
    }

    /** The fields of a message, one after the other. */
    private static final class Fields {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

        /** Big-endian. */
        void integer(long value, int size) {
            for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
                out.write((int) (value >>> shift));
            }
        }

        void raw(byte[] value) {
            out.writeBytes(value);
        }

        void sized(byte[] value) {
            integer(value.length, 2);
            raw(value);
        }

        Bytes32 hash(byte[] extra) {
            return Hashes.doubleSha256(out.toByteArray(), extra);
        }
    }
}
