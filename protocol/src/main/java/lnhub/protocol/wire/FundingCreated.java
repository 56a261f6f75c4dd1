package lnhub.protocol.wire;

import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "The funding_created Message".
 *
 * @param fundingTxid in internal byte order
 */
public record FundingCreated(
        Bytes32 temporaryChannelId,
        Bytes32 fundingTxid,
        int fundingOutputIndex,
        Signature signature,
        TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 34;

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public Bytes32 channelId() {
        return temporaryChannelId;
    }
}
