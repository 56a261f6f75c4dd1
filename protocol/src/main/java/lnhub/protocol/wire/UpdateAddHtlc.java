package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "Adding an HTLC: update_add_htlc".
 *
 * @param onion always 1366 bytes
 * @param cltvExpiry block height
 */
public record UpdateAddHtlc(
        Bytes32 channelId,
        long id,
        long amountMsat,
        Bytes32 paymentHash,
        long cltvExpiry,
        Bytes onion,
        TlvStream tlvs) implements UpdateMessage {
    public static final int TYPE = 128;

    @Override
    public int type() {
        return TYPE;
    }
}
