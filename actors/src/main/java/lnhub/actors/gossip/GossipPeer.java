package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.Optional;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.routing.gossip.GossipFilter;
import lnhub.routing.gossip.SyncState;

/** One connection as gossip sees it. */
final class GossipPeer {
    final ActorRef<ConnectionMessage> connection;
    final PublicKey nodeId;
    /** Whether it keeps gossip that is worth asking for. */
    final boolean queries;
    final Outbox outbox;
    /** Received, and waiting to be judged; {@link Inbox} bounds it. */
    final ArrayDeque<GossipMessage> received = new ArrayDeque<>();
    long receivedBytes;
    GossipFilter filter = GossipFilter.NOTHING;
    /** A new filter: what is known already is still to be sent. */
    boolean wantsBacklog;
    /** With the latest flush it began to be sent all that its filter lets through. */
    boolean backlogBegun;
    SyncState sync = new SyncState.Idle();
    /** An answer that has come, while we were not ready to ask for more. */
    Optional<ReplyShortChannelIdsEnd> heldEnd = Optional.empty();
    /** Since when we wait for an answer, or when the last synchronisation ended; milliseconds since the epoch. */
    long syncedAtMs;
    long syncStartedMs;
    /** How often it broke a rule. */
    int wrongs;
    boolean closing;

    GossipPeer(ActorRef<ConnectionMessage> connection, PublicKey nodeId, boolean queries) {
        this.connection = connection;
        this.nodeId = nodeId;
        this.queries = queries;
        this.outbox = new Outbox(connection);
    }
}
