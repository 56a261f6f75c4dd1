package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/** BOLT 7, "The gossip_timestamp_filter Message". */
public record GossipTimestampFilter(
        Bytes32 chainHash,
        long firstTimestamp,
        long timestampRange,
        TlvStream tlvs) implements GossipMessage {
    public static final int TYPE = 265;

    @Override
    public int type() {
        return TYPE;
    }
}
