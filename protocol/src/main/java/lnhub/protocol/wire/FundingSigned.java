package lnhub.protocol.wire;

import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;

/** BOLT 2, "The funding_signed Message". */
public record FundingSigned(Bytes32 channelId, Signature signature, TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 35;

    @Override
    public int type() {
        return TYPE;
    }
}
