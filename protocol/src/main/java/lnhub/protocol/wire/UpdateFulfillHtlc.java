package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/** BOLT 2, "Removing an HTLC". */
public record UpdateFulfillHtlc(Bytes32 channelId, long id, Bytes32 preimage, TlvStream tlvs) implements UpdateMessage {
    public static final int TYPE = 130;

    @Override
    public int type() {
        return TYPE;
    }
}
