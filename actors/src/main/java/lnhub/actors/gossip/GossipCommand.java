package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.GossipMessage;
import lnhub.routing.forward.RelayPolicy;

/** What the gossip actor is told. */
public sealed interface GossipCommand permits GossipCommand.PeerConnected,
        GossipCommand.PeerDisconnected,
        GossipCommand.FromPeer,
        GossipCommand.Unsent,
        GossipCommand.LocalChannelAnnounced,
        GossipCommand.LocalChannel,
        GossipCommand.LocalChannelClosed,
        GossipCommand.LocalChannelLeft,
        SiblingMessage,
        Internal {

    /** @param queries whether both sides support gossip_queries */
    record PeerConnected(ActorRef<ConnectionMessage> connection, PublicKey nodeId, boolean queries)
            implements GossipCommand {
    }

    record PeerDisconnected(ActorRef<ConnectionMessage> connection) implements GossipCommand {
    }

    record FromPeer(ActorRef<ConnectionMessage> connection, PublicKey nodeId, GossipMessage message)
            implements GossipCommand {
    }

    /** Answers {@link ConnectionMessage.ReportUnsent}. @param bytes given to the connection and not sent yet */
    record Unsent(ActorRef<ConnectionMessage> connection, long bytes) implements GossipCommand {
    }

    /** A channel of ours may be announced; both halves are there. Told again after each reconnection. */
    record LocalChannelAnnounced(ChannelAnnouncement announcement, long capacitySat) implements GossipCommand {
    }

    /**
     * A channel of ours can be used, or cannot any more: its channel_update follows from it. An unannounced channel's
     * update goes to its peer alone (BOLT 7, "The channel_update Message").
     *
     * @param connection to the peer, while connected
     * @param policy what we ask for forwarding through it
     */
    record LocalChannel(ChannelRef ref, ShortChannelId shortChannelId, PublicKey peer, long capacitySat,
            boolean announced, boolean usable, RelayPolicy policy, Optional<ActorRef<ConnectionMessage>> connection)
            implements GossipCommand {
    }

    /** The channel is closed: no more updates of it. */
    record LocalChannelClosed(ShortChannelId shortChannelId) implements GossipCommand {
    }

    /** The channel lives on, but no longer in this process: another one speaks for it. */
    record LocalChannelLeft(ShortChannelId shortChannelId) implements GossipCommand {
    }
}
