package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "Removing an HTLC".
 *
 * @param failureCode a BADONION code of BOLT 4
 */
public record UpdateFailMalformedHtlc(
        Bytes32 channelId,
        long id,
        Bytes32 sha256OfOnion,
        int failureCode,
        TlvStream tlvs) implements UpdateMessage {
    public static final int TYPE = 135;

    @Override
    public int type() {
        return TYPE;
    }
}
