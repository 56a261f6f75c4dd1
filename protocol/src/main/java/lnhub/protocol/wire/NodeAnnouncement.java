package lnhub.protocol.wire;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 7, "The node_announcement Message".
 *
 * @param rgbColor 3 bytes
 * @param alias 32 bytes
 * @param addresses the descriptors as sent, unknown types included; see {@link NodeAddress}
 */
public record NodeAnnouncement(
        Signature signature,
        Features features,
        long timestamp,
        PublicKey nodeId,
        Bytes rgbColor,
        Bytes32 alias,
        Bytes addresses,
        Bytes extra) implements GossipMessage {
    public static final int TYPE = 257;

    @Override
    public int type() {
        return TYPE;
    }
}
