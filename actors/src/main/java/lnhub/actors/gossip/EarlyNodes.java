package lnhub.actors.gossip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.GossipSigning;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.gossip.NetworkView;
import lnhub.routing.gossip.Outcome;

/**
 * Nodes that announce themselves while their first channel still waits for the chain: peers send a channel, its
 * updates and its nodes in one go, and to the rules such a node is unknown. One announcement per end of a waiting
 * channel is kept, so the number of channels that may wait bounds it.
 */
final class EarlyNodes {
    private final Map<PublicKey, Integer> waitingChannels = new HashMap<>();
    private final Map<PublicKey, Inbox.Received> held = new HashMap<>();

    void channelWaits(ChannelAnnouncement m) {
        waitingChannels.merge(m.nodeId1(), 1, Integer::sum);
        waitingChannels.merge(m.nodeId2(), 1, Integer::sum);
    }

    /** Whether to keep it: its node may become known, and nothing newer of it is kept already. */
    boolean isWanted(NodeAnnouncement m) {
        return waitingChannels.containsKey(m.nodeId()) && Optional.ofNullable(held.get(m.nodeId()))
                .filter(known -> ((NodeAnnouncement) known.message()).timestamp() >= m.timestamp()).isEmpty();
    }

    /** Only what is signed is kept, or anybody could crowd out the node's own word. */
    static Outcome judge(NodeAnnouncement m, NetworkView view) {
        return Secp256k1.verify(GossipSigning.signedHash(m), m.signature(), m.nodeId())
                ? new Outcome.Accepted(view, List.of())
                : new Outcome.Rejected("node_announcement of " + m.nodeId() + ": invalid signature", true);
    }

    void hold(GossipPeer peer, NodeAnnouncement m) {
        if (isWanted(m)) {
            held.put(m.nodeId(), new Inbox.Received(peer, m));
        }
    }

    /** The chain has answered: what was kept for these nodes is to be judged now, or forgotten with the channel. */
    List<Inbox.Received> channelAnswered(ChannelAnnouncement m) {
        List<Inbox.Received> due = new ArrayList<>();
        for (PublicKey nodeId : List.of(m.nodeId1(), m.nodeId2())) {
            Integer left = waitingChannels.computeIfPresent(nodeId, (id, count) -> count == 1 ? null : count - 1);
            if (held.containsKey(nodeId)) {
                due.add(left == null ? held.remove(nodeId) : held.get(nodeId));
            }
        }
        return due;
    }
}
