package lnhub.protocol.wire;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/** BOLT 2, "The channel_ready Message". */
public record ChannelReady(Bytes32 channelId, PublicKey secondPerCommitmentPoint, TlvStream tlvs)
        implements ChannelMessage {
    public static final int TYPE = 36;

    @Override
    public int type() {
        return TYPE;
    }
}
