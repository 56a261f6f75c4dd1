package lnhub.protocol.wire;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * BOLT 7, "The channel_announcement Message".
 *
 * @param extra what follows the known fields; signed with them, so kept byte for byte
 */
public record ChannelAnnouncement(
        Signature nodeSignature1,
        Signature nodeSignature2,
        Signature bitcoinSignature1,
        Signature bitcoinSignature2,
        Features features,
        Bytes32 chainHash,
        ShortChannelId shortChannelId,
        PublicKey nodeId1,
        PublicKey nodeId2,
        PublicKey bitcoinKey1,
        PublicKey bitcoinKey2,
        Bytes extra) implements GossipMessage {
    public static final int TYPE = 256;

    @Override
    public int type() {
        return TYPE;
    }
}
