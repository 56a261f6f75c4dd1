package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/** BOLT 2, "Updating Fees: update_fee". */
public record UpdateFee(Bytes32 channelId, int feeratePerKw, TlvStream tlvs) implements UpdateMessage {
    public static final int TYPE = 134;

    @Override
    public int type() {
        return TYPE;
    }
}
