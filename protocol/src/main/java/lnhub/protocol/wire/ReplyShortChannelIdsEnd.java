package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/** BOLT 7, "Query Messages". */
public record ReplyShortChannelIdsEnd(Bytes32 chainHash, boolean fullInformation, TlvStream tlvs)
        implements GossipMessage {
    public static final int TYPE = 262;

    @Override
    public int type() {
        return TYPE;
    }
}
