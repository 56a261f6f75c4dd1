package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "Removing an HTLC".
 *
 * @param reason the onion-encrypted failure (BOLT 4)
 */
public record UpdateFailHtlc(Bytes32 channelId, long id, Bytes reason, TlvStream tlvs) implements UpdateMessage {
    public static final int TYPE = 131;

    @Override
    public int type() {
        return TYPE;
    }
}
