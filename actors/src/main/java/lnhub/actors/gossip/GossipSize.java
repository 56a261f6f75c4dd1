package lnhub.actors.gossip;

import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.QueryShortChannelIds;
import lnhub.protocol.wire.ReplyChannelRange;

/** About how many bytes of memory a message takes. */
final class GossipSize {
    /** Keys, signatures and the objects around them. */
    private static final int FIXED = 1_024;

    private GossipSize() {
    }

    static int of(GossipMessage message) {
        return FIXED + switch (message) {
            case ChannelAnnouncement m -> m.features().bits().length() + m.extra().length();
            case ChannelUpdate m -> m.extra().length();
            case NodeAnnouncement m -> m.features().bits().length() + m.addresses().length() + m.extra().length();
            case QueryShortChannelIds m -> m.encodedShortIds().length();
            case ReplyChannelRange m -> m.encodedShortIds().length();
            default -> 0;
        };
    }
}
