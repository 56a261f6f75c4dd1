package lnhub.protocol.wire;

import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** BOLT 7, "The announcement_signatures Message". */
public record AnnouncementSignatures(
        Bytes32 channelId,
        ShortChannelId shortChannelId,
        Signature nodeSignature,
        Signature bitcoinSignature,
        TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 259;

    @Override
    public int type() {
        return TYPE;
    }
}
