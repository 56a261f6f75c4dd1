package lnhub.routing.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.gossip.Outcome.Accepted;
import lnhub.routing.gossip.Outcome.Ignored;
import lnhub.routing.gossip.Outcome.NeedsFunding;
import lnhub.routing.gossip.Outcome.Rejected;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;
import lnhub.routing.graph.PersistentMap;
import lnhub.routing.graph.UpdateBudget;

/**
 * The local network view (BOLT 7, "Rebroadcasting", "Pruning the Network View"): the graph, and the channels that
 * wait for the chain to confirm them. Immutable; a message yields an {@link Outcome} with the next view. Cheap checks
 * come before signatures, and signatures before the chain, so that nonsense costs its sender more than us.
 */
public final class NetworkView {
    private static final int DONT_FORWARD = 2;

    private final GossipRules rules;
    private final Graph graph;
    private final PersistentMap<ShortChannelId, Waiting> waiting;

    private NetworkView(GossipRules rules, Graph graph, PersistentMap<ShortChannelId, Waiting> waiting) {
        this.rules = rules;
        this.graph = graph;
        this.waiting = waiting;
    }

    /** A view of this graph in which nothing waits. */
    public static NetworkView of(GossipRules rules, Graph graph) {
        return new NetworkView(rules, graph, PersistentMap.empty());
    }

    public Graph graph() {
        return graph;
    }

    boolean hasRoomToWait() {
        return waiting.size() < rules.maxWaiting();
    }

    PersistentMap<ShortChannelId, Waiting> waiting() {
        return waiting;
    }

    /** How many channels wait for the chain's answer. */
    public int waitingCount() {
        return waiting.size();
    }

    /** BOLT 7, "The channel_announcement Message". @param blockHeight of the best block */
    public Outcome receive(ChannelAnnouncement m, int blockHeight) {
        Optional<IgnoreReason> useless = useless(m, blockHeight);
        if (useless.isPresent()) {
            return new Ignored(useless.get());
        }
        if (m.nodeId1().compareTo(m.nodeId2()) >= 0) {
            return new Rejected("channel_announcement " + m.shortChannelId() + ": node ids not in order", false);
        }
        if (!GossipSignatures.areValid(m)) {
            return new Rejected("channel_announcement " + m.shortChannelId() + ": invalid signature", true);
        }
        NetworkView asking = with(graph, waiting.with(m.shortChannelId(), new Waiting(m, List.of())));
        return new NeedsFunding(asking, m.shortChannelId(),
                FundingOutput.script(m.bitcoinKey1(), m.bitcoinKey2()));
    }

    /**
     * The chain's answer to {@link NeedsFunding}. Updates that came in the meantime are applied. If there is no such
     * output, or it pays to other keys, the channel is forgotten: the chain, not the sender, may be the one behind.
     *
     * @param unspent the output the short_channel_id points to, if there is one and it is not spent
     * @param nowSeconds since the epoch
     */
    public Outcome fundingAnswered(ShortChannelId shortChannelId, Optional<FundingOutput> unspent, long nowSeconds) {
        Optional<Waiting> asked = waiting.get(shortChannelId);
        if (asked.isEmpty()) {
            return new Ignored(IgnoreReason.UNKNOWN_CHANNEL);
        }
        ChannelAnnouncement announcement = asked.get().announcement();
        Bytes script = FundingOutput.script(announcement.bitcoinKey1(), announcement.bitcoinKey2());
        NetworkView view = with(graph, waiting.without(shortChannelId));
        Optional<FundingOutput> funding = unspent.filter(output -> output.script().equals(script));
        if (funding.isEmpty()) {
            return new Accepted(view, List.of());
        }
        Channel channel = Channel.announced(announcement, funding.get().capacitySat());
        view = view.with(graph.with(channel), view.waiting);
        List<GossipMessage> relay = new ArrayList<>();
        for (ChannelUpdate update : asked.get().updates()) {
            if (view.receive(update, nowSeconds) instanceof Accepted(NetworkView next, List<GossipMessage> more)) {
                view = next;
                relay.addAll(more);
            }
        }
        return new Accepted(view, relay);
    }

    /**
     * A channel of our own enters without a question to the chain: its owner has watched the funding output confirm,
     * and both ends have signed.
     *
     * @param nowSeconds since the epoch
     */
    public Outcome announcedLocally(ChannelAnnouncement m, long capacitySat, long nowSeconds) {
        if (graph.channel(m.shortChannelId()).isPresent()) {
            return new Ignored(IgnoreReason.NOT_NEWER);
        }
        Waiting asked = waiting.get(m.shortChannelId()).orElseGet(() -> new Waiting(m, List.of()));
        Waiting ours = new Waiting(m, asked.updates());
        Bytes script = FundingOutput.script(m.bitcoinKey1(), m.bitcoinKey2());
        return with(graph, waiting.with(m.shortChannelId(), ours)).fundingAnswered(
                m.shortChannelId(), Optional.of(new FundingOutput(script, capacitySat)), nowSeconds);
    }

    /** A channel of our own is closed: nobody can use it any more, whatever the chain shows yet. */
    public NetworkView closedLocally(ShortChannelId shortChannelId) {
        return with(graph.without(shortChannelId), waiting.without(shortChannelId));
    }

    /** BOLT 7, "The channel_update Message". @param nowSeconds since the epoch */
    public Outcome receive(ChannelUpdate m, long nowSeconds) {
        Optional<IgnoreReason> useless = useless(m, nowSeconds);
        if (useless.isPresent()) {
            return new Ignored(useless.get());
        }
        Optional<Channel> channel = graph.channel(m.shortChannelId());
        if (channel.isPresent()) {
            return update(channel.get(), m, nowSeconds);
        }
        return waiting.get(m.shortChannelId()).map(asked -> update(asked, m))
                .orElse(new Ignored(IgnoreReason.UNKNOWN_CHANNEL));
    }

    /**
     * An update of the other end of a channel of ours, which counts even if the channel is not public. Such a one is
     * accepted without changing the view, and not relayed.
     *
     * @param peer whose direction the update is of
     * @param nowSeconds since the epoch
     */
    public Outcome receive(ChannelUpdate m, PublicKey peer, long nowSeconds) {
        Outcome outcome = receive(m, nowSeconds);
        boolean forUs = outcome instanceof Ignored(IgnoreReason reason)
                && (reason == IgnoreReason.NOT_FOR_US || reason == IgnoreReason.UNKNOWN_CHANNEL);
        if (!forUs) {
            return outcome;
        }
        Optional<IgnoreReason> unusable = unusable(m, nowSeconds);
        if (unusable.isPresent()) {
            return new Ignored(unusable.get());
        }
        return GossipSignatures.isValid(m, peer) ? new Accepted(this, List.of()) : invalidSignature(m);
    }

    /** BOLT 7, "The node_announcement Message". @param nowSeconds since the epoch */
    public Outcome receive(NodeAnnouncement m, long nowSeconds) {
        Optional<Node> node = graph.node(m.nodeId());
        if (node.isEmpty()) {
            return new Ignored(IgnoreReason.UNKNOWN_NODE);
        }
        Optional<IgnoreReason> useless = useless(node.get(), m, nowSeconds);
        if (useless.isPresent()) {
            return new Ignored(useless.get());
        }
        if (!AddressDescriptors.areComplete(m.addresses())) {
            return new Rejected("node_announcement of " + m.nodeId() + ": an address is cut off", false);
        }
        UpdateBudget budget = budget(node.get().announced().map(Node.Announced::budget), nowSeconds);
        if (budget.isEmpty() && !m.nodeId().equals(rules.nodeId())) {
            return new Ignored(IgnoreReason.RATE_LIMITED);
        }
        if (!GossipSignatures.isValid(m)) {
            return new Rejected("node_announcement of " + m.nodeId() + ": invalid signature", true);
        }
        return announced(m, budget);
    }

    /**
     * The funding output of a channel was spent in this block, or its own block was reorganised out at this height.
     * The channel is kept a while: the spend may be a splice, and a transaction may come back.
     */
    public NetworkView fundingSpent(ShortChannelId shortChannelId, int blockHeight) {
        NetworkView view = with(graph, waiting.without(shortChannelId));
        return graph.channel(shortChannelId)
                .map(channel -> view.with(graph.with(channel.spentAt(blockHeight)), view.waiting)).orElse(view);
    }

    /** The blocks above this height were reorganised out, and what was spent in them is unspent again. */
    public NetworkView rolledBackTo(int blockHeight) {
        Graph next = graph;
        for (Channel channel : graph.channels()) {
            if (channel.spentHeight().filter(spent -> spent > blockHeight).isPresent()) {
                next = next.with(channel.unspent());
            }
        }
        return with(next, waiting);
    }

    /**
     * Forgets channels spent 72 blocks ago, and stale ones: BOLT 7 takes the older of the two latest updates, because
     * both ends must be there for a channel to be of use. One with no update at all is given two weeks of blocks.
     *
     * @param blockHeight of the best block
     * @param nowSeconds since the epoch
     */
    public NetworkView pruned(int blockHeight, long nowSeconds) {
        Predicate<Channel> stale = channel -> channel.hasUpdate()
                ? isStale(channel.direction(0), nowSeconds) || isStale(channel.direction(1), nowSeconds)
                : channel.shortChannelId().blockHeight() < blockHeight - 2016;
        Graph next = graph;
        for (Channel channel : graph.channels()) {
            boolean gone = channel.spentHeight()
                    .filter(spent -> blockHeight - spent >= GossipRules.FORGET_BLOCKS).isPresent();
            if (gone || !isOurs(channel) && stale.test(channel)) {
                next = next.without(channel.shortChannelId());
            }
        }
        return with(next, waiting);
    }

    Accepted announced(NodeAnnouncement m, UpdateBudget budget) {
        NetworkView view = with(graph.with(new Node.Announced(m, spent(budget))), waiting);
        // "If more than one type 5 address is announced: MUST not forward the node_announcement."
        return new Accepted(view, AddressDescriptors.hostnames(m.addresses()) > 1 ? List.of() : List.of(m));
    }

    private Outcome update(Channel channel, ChannelUpdate m, long nowSeconds) {
        int direction = Direction.of(m);
        Optional<IgnoreReason> useless = useless(channel, m);
        if (useless.isPresent()) {
            return new Ignored(useless.get());
        }
        UpdateBudget budget = budget(channel.direction(direction).map(Direction::budget), nowSeconds);
        if (budget.isEmpty() && !channel.nodeId(direction).equals(rules.nodeId())) {
            return new Ignored(IgnoreReason.RATE_LIMITED);
        }
        if (!GossipSignatures.isValid(m, channel.nodeId(direction))) {
            return invalidSignature(m);
        }
        return updated(channel, m, budget);
    }

    static Optional<IgnoreReason> useless(Channel channel, ChannelUpdate m) {
        Optional<Direction> known = channel.direction(Direction.of(m));
        if (known.filter(latest -> latest.update().timestamp() >= m.timestamp()).isPresent()) {
            return Optional.of(IgnoreReason.NOT_NEWER);
        }
        if (channel.isSpent() && !Direction.isDisabled(m)) {
            return Optional.of(IgnoreReason.CLOSING);
        }
        return m.htlcMaximumMsat() > channel.capacityMsat()
                ? Optional.of(IgnoreReason.INVALID_LIMITS) : Optional.empty();
    }

    Accepted updated(Channel channel, ChannelUpdate m, UpdateBudget budget) {
        Channel updated = channel.with(Direction.of(m), new Direction(m, spent(budget)));
        // The announcement waited for the first update: without one it MUST NOT be sent.
        return new Accepted(with(graph.with(updated), waiting),
                channel.hasUpdate() || channel.isSpent() ? List.of(m) : List.of(channel.announcement(), m));
    }

    private Outcome update(Waiting asked, ChannelUpdate m) {
        if (!asked.isNews(m)) {
            return new Ignored(IgnoreReason.NOT_NEWER);
        }
        ChannelAnnouncement announcement = asked.announcement();
        if (!GossipSignatures.isValid(m, Direction.of(m) == 0 ? announcement.nodeId1() : announcement.nodeId2())) {
            return invalidSignature(m);
        }
        return new Accepted(with(graph, waiting.with(m.shortChannelId(), asked.with(m))), List.of());
    }

    private Optional<IgnoreReason> useless(ChannelAnnouncement m, int blockHeight) {
        if (!m.chainHash().equals(rules.chainHash())) {
            return Optional.of(IgnoreReason.OTHER_CHAIN);
        }
        if (graph.channel(m.shortChannelId()).isPresent() || waiting.get(m.shortChannelId()).isPresent()) {
            return Optional.of(IgnoreReason.NOT_NEWER);
        }
        // One block less than the rule: the sender may have heard of the last block before us.
        int confirmations = blockHeight - m.shortChannelId().blockHeight() + 1;
        if (confirmations < rules.confirmations() - 1) {
            return Optional.of(IgnoreReason.NOT_BURIED);
        }
        if (isTooLong(m.features(), m.extra())) {
            return Optional.of(IgnoreReason.TOO_LONG);
        }
        return hasRoomToWait() ? Optional.empty() : Optional.of(IgnoreReason.TOO_MANY_WAITING);
    }

    private Optional<IgnoreReason> useless(ChannelUpdate m, long nowSeconds) {
        if (!m.chainHash().equals(rules.chainHash())) {
            return Optional.of(IgnoreReason.OTHER_CHAIN);
        }
        if ((m.messageFlags() & DONT_FORWARD) != 0) {
            return Optional.of(IgnoreReason.NOT_FOR_US);
        }
        return unusable(m, nowSeconds);
    }

    private static Optional<IgnoreReason> unusable(ChannelUpdate m, long nowSeconds) {
        if (m.htlcMinimumMsat() < 0 || m.htlcMaximumMsat() < m.htlcMinimumMsat()) {
            return Optional.of(IgnoreReason.INVALID_LIMITS);
        }
        if (m.extra().length() > GossipRules.MAX_FIELD_BYTES) {
            return Optional.of(IgnoreReason.TOO_LONG);
        }
        if (nowSeconds - m.timestamp() > GossipRules.STALE_SECONDS) {
            return Optional.of(IgnoreReason.STALE);
        }
        return isFuture(m.timestamp(), nowSeconds);
    }

    private Optional<IgnoreReason> useless(Node node, NodeAnnouncement m, long nowSeconds) {
        if (node.announcement().filter(known -> known.timestamp() >= m.timestamp()).isPresent()) {
            return Optional.of(IgnoreReason.NOT_NEWER);
        }
        if (isTooLong(m.features(), m.extra()) || m.addresses().length() > GossipRules.MAX_FIELD_BYTES) {
            return Optional.of(IgnoreReason.TOO_LONG);
        }
        return isFuture(m.timestamp(), nowSeconds);
    }

    private static Optional<IgnoreReason> isFuture(long timestamp, long nowSeconds) {
        return timestamp - nowSeconds > GossipRules.FUTURE_SECONDS
                ? Optional.of(IgnoreReason.TOO_FAR_IN_FUTURE) : Optional.empty();
    }

    private static boolean isTooLong(Features features, Bytes extra) {
        return features.bits().length() > GossipRules.MAX_FIELD_BYTES
                || extra.length() > GossipRules.MAX_FIELD_BYTES;
    }

    private static boolean isStale(Optional<Direction> direction, long nowSeconds) {
        return direction.filter(known ->
                nowSeconds - known.update().timestamp() > GossipRules.STALE_SECONDS).isPresent();
    }

    private boolean isOurs(Channel channel) {
        return channel.nodeId(0).equals(rules.nodeId()) || channel.nodeId(1).equals(rules.nodeId());
    }

    UpdateBudget budget(Optional<UpdateBudget> known, long nowSeconds) {
        return known.map(budget -> budget.refilled(rules.updateBurst(), rules.updateRefillSeconds(), nowSeconds))
                .orElseGet(() -> UpdateBudget.full(rules.updateBurst(), nowSeconds));
    }

    /** Our own messages are not limited, so they may find the bucket empty. */
    private static UpdateBudget spent(UpdateBudget budget) {
        return budget.isEmpty() ? budget : budget.spent();
    }

    private static Rejected invalidSignature(ChannelUpdate m) {
        return new Rejected("channel_update " + m.shortChannelId() + ": invalid signature", true);
    }

    NetworkView with(Graph nextGraph, PersistentMap<ShortChannelId, Waiting> nextWaiting) {
        return new NetworkView(rules, nextGraph, nextWaiting);
    }
}
