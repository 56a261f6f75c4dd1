package lnhub.actors.gossip;

import java.util.ArrayDeque;
import java.util.Optional;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;

/**
 * Gossip that waits to be judged. Peers take turns, message by message, so that one that floods us delays only
 * itself; and what one peer, or all together, can make wait is bounded. Gossip that is dropped is heard again from
 * others, or found missing by the next synchronisation.
 */
final class Inbox {
    private final long maxBytes;
    private final long maxTotalBytes;
    private final ArrayDeque<GossipPeer> turns = new ArrayDeque<>();
    private long totalBytes;
    private long dropped;

    /** A message and who sent it. */
    record Received(GossipPeer peer, GossipMessage message) {
    }

    Inbox(long maxBytes, long maxTotalBytes) {
        this.maxBytes = maxBytes;
        this.maxTotalBytes = maxTotalBytes;
    }

    void offer(GossipPeer peer, GossipMessage message) {
        int size = GossipSize.of(message);
        // The end of an answer must not get lost, and is worth keeping once only.
        boolean end = message instanceof ReplyShortChannelIdsEnd
                && !(peer.received.peekLast() instanceof ReplyShortChannelIdsEnd);
        if (!end && (peer.receivedBytes + size > maxBytes || totalBytes + size > maxTotalBytes)) {
            dropped++;
            return;
        }
        if (peer.received.isEmpty()) {
            turns.add(peer);
        }
        peer.received.add(message);
        peer.receivedBytes += size;
        totalBytes += size;
    }

    Optional<Received> poll() {
        GossipPeer peer = turns.poll();
        if (peer == null) {
            return Optional.empty();
        }
        GossipMessage message = peer.received.remove();
        peer.receivedBytes -= GossipSize.of(message);
        totalBytes -= GossipSize.of(message);
        if (!peer.received.isEmpty()) {
            turns.add(peer);
        }
        return Optional.of(new Received(peer, message));
    }

    void forget(GossipPeer peer) {
        turns.remove(peer);
        totalBytes -= peer.receivedBytes;
        peer.receivedBytes = 0;
        peer.received.clear();
    }

    long totalBytes() {
        return totalBytes;
    }

    /** How many messages were dropped so far. */
    long dropped() {
        return dropped;
    }
}
