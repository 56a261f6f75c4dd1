package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/** BOLT 7, "Query Messages". Heights are unsigned 32-bit. */
public record QueryChannelRange(
        Bytes32 chainHash,
        long firstBlocknum,
        long numberOfBlocks,
        TlvStream tlvs) implements GossipMessage {
    public static final int TYPE = 263;

    @Override
    public int type() {
        return TYPE;
    }
}
