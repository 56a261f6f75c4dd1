package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 7, "Query Messages".
 *
 * @param encodedShortIds the encoding byte and what follows it, as sent
 */
public record QueryShortChannelIds(Bytes32 chainHash, Bytes encodedShortIds, TlvStream tlvs) implements GossipMessage {
    public static final int TYPE = 261;

    @Override
    public int type() {
        return TYPE;
    }
}
