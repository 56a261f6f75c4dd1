package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.GossipTimestampFilter;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.QueryChannelRange;
import lnhub.protocol.wire.QueryShortChannelIds;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.Warning;
import lnhub.routing.gossip.GossipAnswers;
import lnhub.routing.gossip.GossipFilter;
import lnhub.routing.graph.Graph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that gossip goes over: what is received waits for its turn, what is asked is answered. */
final class Peers {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    /** A peer that has broken so many rules is not worth the connection. */
    private static final int MAX_WRONGS = 10;

    private final GossipServices services;
    private final Inbox inbox;
    private final Syncs syncs;
    private final Map<ActorRef<ConnectionMessage>, GossipPeer> byConnection = new LinkedHashMap<>();

    Peers(GossipServices services, Inbox inbox, Syncs syncs) {
        this.services = services;
        this.inbox = inbox;
        this.syncs = syncs;
    }

    Collection<GossipPeer> all() {
        return byConnection.values();
    }

    /** @param introduction what it is told unasked @return whether the connection is new */
    boolean connected(GossipCommand.PeerConnected m, Iterator<GossipMessage> introduction) {
        GossipPeer peer = new GossipPeer(m.connection(), m.nodeId(), m.queries());
        if (byConnection.putIfAbsent(m.connection(), peer) != null) {
            return false;
        }
        syncs.connected(peer);
        peer.outbox.add(Outbox.Kind.OWN, introduction);
        return true;
    }

    /** @return whether there was such a connection */
    boolean disconnected(ActorRef<ConnectionMessage> connection) {
        GossipPeer peer = byConnection.remove(connection);
        if (peer == null) {
            return false;
        }
        peer.closing = true;
        inbox.forget(peer);
        syncs.forget(peer);
        return true;
    }

    Optional<GossipPeer> find(ActorRef<ConnectionMessage> connection) {
        return Optional.ofNullable(byConnection.get(connection));
    }

    /** Queries are answered at once, what tells of the network waits to be judged. */
    void received(GossipPeer peer, GossipMessage message, Graph graph) {
        if (peer.closing) {
            return;
        }
        switch (message) {
            case ChannelAnnouncement m -> inbox.offer(peer, m);
            case ChannelUpdate m -> inbox.offer(peer, m);
            case NodeAnnouncement m -> inbox.offer(peer, m);
            case ReplyShortChannelIdsEnd m -> {
                // What it ends has to be judged first, or we would ask for more than we can take.
                if (syncs.expectsEnd(peer)) {
                    inbox.offer(peer, m);
                } else {
                    wrong(peer, "reply_short_channel_ids_end that was not asked for", false);
                }
            }
            case ReplyChannelRange m -> syncs.receive(peer, m).ifPresent(reason -> wrong(peer, reason, false));
            case QueryChannelRange m -> answer(peer, m, graph);
            case QueryShortChannelIds m -> answer(peer, m, graph);
            case GossipTimestampFilter m -> filter(peer, m);
        }
    }

    /** "SHOULD send a warning. MAY close the connection." */
    void wrong(GossipPeer peer, String reason, boolean close) {
        if (peer.closing) {
            return;
        }
        LOG.info("gossip of {} is wrong: {}", peer.nodeId, reason);
        peer.connection.tell(new ConnectionMessage.Send(
                new Warning(Bytes32.ZEROES, Bytes.wrap(reason.getBytes(StandardCharsets.US_ASCII)))));
        peer.wrongs++;
        if (close || peer.wrongs >= MAX_WRONGS) {
            peer.closing = true;
            inbox.forget(peer);
            syncs.forget(peer);
            peer.connection.tell(new ConnectionMessage.Close(reason));
        }
    }

    /** A new filter takes effect at once, and for what is known already with the next flush. */
    void startBacklogs(Graph graph) {
        for (GossipPeer peer : byConnection.values()) {
            peer.backlogBegun = peer.wantsBacklog && !peer.outbox.has(Outbox.Kind.BACKLOG)
                    && peer.outbox.add(Outbox.Kind.BACKLOG, answers(graph).backlog(peer.filter));
            peer.wantsBacklog &= !peer.backlogBegun;
        }
    }

    private void filter(GossipPeer peer, GossipTimestampFilter m) {
        if (m.chainHash().equals(services.chainHash())) {
            peer.filter = GossipFilter.of(m);
            peer.wantsBacklog = m.timestampRange() > 0;
        }
    }

    /** "If it has not sent all reply_channel_range to a previously received query: MAY send a warning." */
    private void answer(GossipPeer peer, QueryChannelRange query, Graph graph) {
        if (peer.outbox.has(Outbox.Kind.RANGE_ANSWER)) {
            wrong(peer, "query_channel_range before the answer to the last one", false);
        } else {
            peer.outbox.answer(Outbox.Kind.RANGE_ANSWER, answers(graph).answer(query).iterator());
        }
    }

    private void answer(GossipPeer peer, QueryShortChannelIds query, Graph graph) {
        if (peer.outbox.has(Outbox.Kind.CHANNELS_ANSWER)) {
            wrong(peer, "query_short_channel_ids before the answer to the last one", false);
            return;
        }
        answers(graph).answer(query).ifPresentOrElse(
                messages -> peer.outbox.answer(Outbox.Kind.CHANNELS_ANSWER, messages),
                () -> wrong(peer, "query_short_channel_ids whose ids cannot be decoded", false));
    }

    private GossipAnswers answers(Graph graph) {
        return new GossipAnswers(services.chainHash(), graph);
    }
}
