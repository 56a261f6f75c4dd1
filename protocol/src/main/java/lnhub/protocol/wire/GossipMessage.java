package lnhub.protocol.wire;

/** A message of BOLT 7 that is about the network rather than one of our channels. */
public sealed interface GossipMessage extends Message permits ChannelAnnouncement,
        NodeAnnouncement,
        ChannelUpdate,
        QueryShortChannelIds,
        ReplyShortChannelIdsEnd,
        QueryChannelRange,
        ReplyChannelRange,
        GossipTimestampFilter {
}
