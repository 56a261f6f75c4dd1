package lnhub.protocol.wire;

import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;

/** BOLT 2, "Closing Negotiation: closing_signed". */
public record ClosingSigned(Bytes32 channelId, long feeSat, Signature signature, TlvStream tlvs)
        implements ChannelMessage {
    public static final int TYPE = 39;

    @Override
    public int type() {
        return TYPE;
    }
}
