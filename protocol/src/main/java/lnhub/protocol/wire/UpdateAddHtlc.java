package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "Adding an HTLC: update_add_htlc".
 *
 * @param onion {@link #ONION_SIZE} bytes
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
    /** BOLT 4, "Packet Structure". */
    public static final int ONION_SIZE = 1366;

    @Override
    public int type() {
        return TYPE;
    }
}
