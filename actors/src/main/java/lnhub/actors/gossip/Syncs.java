package lnhub.actors.gossip;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.GossipTimestampFilter;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.TlvStream;
import lnhub.routing.gossip.GossipFilter;
import lnhub.routing.gossip.SyncState;
import lnhub.routing.graph.Graph;

/** Asks peers, a few at a time, for the channels that we lack (BOLT 7, "Query Messages"). */
final class Syncs {
    /** Channels waiting for the chain beyond which no more are asked for. */
    private static final int MAX_LOOKUPS = 1_000;
    /** An update may have been under way for so long when it reaches us. */
    private static final long LOOK_BACK_SECONDS = 3_600;

    /** So many timeouts is all the time that one synchronisation gets: a slow peer must not keep others from theirs. */
    private static final int MAX_TIMEOUTS = 20;

    private final GossipServices services;
    private final Supplier<Graph> graph;
    private final Set<GossipPeer> queued = new LinkedHashSet<>();
    private final Set<GossipPeer> active = new LinkedHashSet<>();
    private long lastSyncMs;
    private int blockHeight = -1;

    Syncs(GossipServices services, Supplier<Graph> graph) {
        this.services = services;
        this.graph = graph;
    }

    /** Nothing is asked for before the height is known: no channel could be judged. */
    void blockHeight(int height) {
        blockHeight = height;
        next();
    }

    /** Without a filter a peer relays nothing; one without gossip_queries is not worth listening to. */
    void connected(GossipPeer peer) {
        GossipFilter all = new GossipFilter(Math.max(services.nowSeconds() - LOOK_BACK_SECONDS, 0), 0xFFFF_FFFFL);
        GossipFilter filter = peer.queries ? all : GossipFilter.NOTHING;
        send(peer, new GossipTimestampFilter(services.chainHash(), filter.firstTimestamp(), filter.timestampRange(),
                TlvStream.EMPTY));
        if (peer.queries) {
            queued.add(peer);
            next();
        }
    }

    void forget(GossipPeer peer) {
        queued.remove(peer);
        if (active.remove(peer)) {
            next();
        }
    }

    /** @return what was wrong with the reply, if anything was */
    Optional<String> receive(GossipPeer peer, ReplyChannelRange reply) {
        return go(peer, peer.sync.receive(reply, graph.get()));
    }

    boolean expectsEnd(GossipPeer peer) {
        return peer.sync instanceof SyncState.AwaitingChannels && peer.heldEnd.isEmpty();
    }

    /** The end of a batch, all of which has been judged. The next one waits until the chain keeps up. */
    Optional<String> receive(GossipPeer peer, ReplyShortChannelIdsEnd end, int lookups) {
        if (lookups > MAX_LOOKUPS) {
            peer.heldEnd = Optional.of(end);
            return Optional.empty();
        }
        return go(peer, peer.sync.receive(end));
    }

    /** Goes on where it had to wait for the chain. */
    void resume(int lookups) {
        if (lookups <= MAX_LOOKUPS) {
            for (GossipPeer peer : List.copyOf(active)) {
                peer.heldEnd.ifPresent(end -> {
                    peer.heldEnd = Optional.empty();
                    go(peer, peer.sync.receive(end));
                });
            }
        }
    }

    /** Gives up on peers that do not answer, and looks now and then for what we have missed. */
    void tick(Collection<GossipPeer> peers) {
        long now = services.clock().millis();
        long timeoutMs = services.limits().syncTimeout().toMillis();
        for (GossipPeer peer : List.copyOf(active)) {
            boolean silent = peer.heldEnd.isEmpty() && now - peer.syncedAtMs >= timeoutMs;
            if (silent || now - peer.syncStartedMs >= MAX_TIMEOUTS * timeoutMs) {
                finished(peer);
            }
        }
        boolean idle = active.isEmpty() && queued.isEmpty();
        if (idle && now - lastSyncMs >= services.limits().resync().toMillis()) {
            peers.stream().filter(peer -> peer.queries && !peer.closing)
                    .min(Comparator.comparingLong(peer -> peer.syncedAtMs))
                    .ifPresent(queued::add);
        }
        next();
    }

    private void next() {
        while (blockHeight >= 0 && active.size() < services.limits().syncsAtOnce() && !queued.isEmpty()) {
            GossipPeer peer = queued.iterator().next();
            queued.remove(peer);
            active.add(peer);
            peer.syncStartedMs = services.clock().millis();
            go(peer, SyncState.start(services.chainHash(), 0, blockHeight + 1L, 0));
        }
    }

    private Optional<String> go(GossipPeer peer, SyncState.Step step) {
        switch (step) {
            case SyncState.Step.Wrong wrong -> {
                return Optional.of(wrong.reason());
            }
            case SyncState.Step.Go go -> {
                peer.sync = go.next();
                peer.syncedAtMs = services.clock().millis();
                // The filter that starts a synchronisation went out with the connection.
                go.send().stream().filter(message -> !(message instanceof GossipTimestampFilter))
                        .forEach(message -> send(peer, message));
                if (go.next() instanceof SyncState.Idle) {
                    finished(peer);
                }
                return Optional.empty();
            }
        }
    }

    private void finished(GossipPeer peer) {
        peer.sync = new SyncState.Idle();
        peer.heldEnd = Optional.empty();
        peer.syncedAtMs = services.clock().millis();
        lastSyncMs = peer.syncedAtMs;
        active.remove(peer);
        next();
    }

    private static void send(GossipPeer peer, GossipMessage message) {
        peer.connection.tell(new ConnectionMessage.Send(message));
    }
}
