package lnhub.actors.gossip;

import lnhub.persistence.kryo.KryoRegistry;

/** 750 to 769: what the gossip actors of one node's processes tell each other. Needs the table of the protocol, too. */
public final class GossipRegistrations {
    private GossipRegistrations() {
    }

    public static void register(KryoRegistry.Builder table) {
        table.register(750, SiblingMessage.Ask.class, 1);
        table.register(751, SiblingMessage.Accepted.class, 1);
        table.register(752, SiblingMessage.Position.class, 1);
        table.register(753, SiblingMessage.Compare.class, 1);
        table.register(754, SiblingMessage.Part.class, 1);
        table.register(755, SharedGossip.class, 1);
        table.register(756, SharedGossip.Funded.class, 1);
        table.register(757, SharedGossip.Unannounced.class, 1);
        table.register(758, Place.Channels.class, 1);
        table.register(759, Place.Nodes.class, 1);
        table.register(760, Place.UnannouncedChannels.class, 1);
        table.register(761, Place.End.class, 1);
    }
}
