package lnhub.routing.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.gossip.Outcome.Accepted;
import lnhub.routing.gossip.Outcome.Ignored;
import lnhub.routing.gossip.Outcome.NeedsFunding;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Node;

/**
 * What another process of this node knows, which has verified the signatures and asked the chain: neither is done
 * again. The same rules decide what is newer. A signer's budget is charged as if it had spoken to us, but not
 * enforced: the other process did that.
 */
public final class TakeOver {
    private TakeOver() {
    }

    /** A channel. @param updates its latest ones @param nowSeconds since the epoch */
    public static Outcome channel(NetworkView view, ChannelAnnouncement m, long capacitySat,
            List<ChannelUpdate> updates, long nowSeconds) {
        ShortChannelId id = m.shortChannelId();
        boolean isNew = view.graph().channel(id).isEmpty();
        List<ChannelUpdate> all = new ArrayList<>(updates);
        view.waiting().get(id).ifPresent(asked -> all.addAll(asked.updates()));
        NetworkView next = isNew
                ? view.with(view.graph().with(Channel.announced(m, capacitySat)), view.waiting().without(id)) : view;
        List<GossipMessage> relay = new ArrayList<>();
        for (ChannelUpdate update : all) {
            Channel channel = next.graph().channel(id).orElseThrow();
            if (NetworkView.useless(channel, update).isEmpty()) {
                Accepted accepted = next.updated(channel, update, next.budget(
                        channel.direction(Direction.of(update)).map(Direction::budget), nowSeconds));
                next = accepted.view();
                relay.addAll(accepted.relay());
            }
        }
        return isNew || !relay.isEmpty() ? new Accepted(next, relay) : new Ignored(IgnoreReason.NOT_NEWER);
    }

    /** A node. @param nowSeconds since the epoch */
    public static Outcome node(NetworkView view, NodeAnnouncement m, long nowSeconds) {
        Optional<Node> node = view.graph().node(m.nodeId());
        if (node.isEmpty()) {
            return new Ignored(IgnoreReason.UNKNOWN_NODE);
        }
        if (node.get().announcement().filter(known -> known.timestamp() >= m.timestamp()).isPresent()) {
            return new Ignored(IgnoreReason.NOT_NEWER);
        }
        return view.announced(m, view.budget(node.get().announced().map(Node.Announced::budget), nowSeconds));
    }

    /**
     * A channel whose funding output may be spent in a block that the other process has not seen yet: the chain has to
     * be asked after all. Its updates wait for the answer.
     */
    public static Outcome unlessSpent(NetworkView view, ChannelAnnouncement m, List<ChannelUpdate> updates) {
        ShortChannelId id = m.shortChannelId();
        if (view.graph().channel(id).isPresent() || view.waiting().get(id).isPresent()) {
            return new Ignored(IgnoreReason.NOT_NEWER);
        }
        if (!view.hasRoomToWait()) {
            return new Ignored(IgnoreReason.TOO_MANY_WAITING);
        }
        return new NeedsFunding(view.with(view.graph(), view.waiting().with(id, new Waiting(m, updates))), id,
                FundingOutput.script(m.bitcoinKey1(), m.bitcoinKey2()));
    }
}
