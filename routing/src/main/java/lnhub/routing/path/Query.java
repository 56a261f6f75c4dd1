package lnhub.routing.path;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.graph.Channel;

/**
 * A request in the terms of a {@link PathFinder}'s arrays: node indices, and a second set of edges for the sender's
 * own channels and the invoice's hints. Edge numbers go on from the graph's to these.
 */
final class Query {
    final PathFinder network;
    final RouteRequest request;
    final int source;
    final int destination;
    final Edges extra;
    final BitSet banned = new BitSet();
    final BitSet penalised = new BitSet();
    private final Map<Integer, Double> penalties = new HashMap<>();
    private final Map<PublicKey, Integer> strangers = new HashMap<>();
    private final List<PublicKey> strangerIds = new ArrayList<>();

    Query(PathFinder network, RouteRequest request) {
        this.network = network;
        this.request = request;
        source = index(request.source());
        destination = index(request.destination());
        extra = extraEdges();
        for (PublicKey nodeId : request.avoid().nodes()) {
            network.index(nodeId).ifPresent(banned::set);
            if (strangers.containsKey(nodeId)) {
                banned.set(strangers.get(nodeId));
            }
        }
        banned.clear(source);
        request.avoid().penaltiesMsat().forEach(this::penalise);
    }

    /** Nodes of the graph and strangers. */
    int nodeCount() {
        return network.nodeCount() + strangerIds.size();
    }

    PublicKey nodeId(int node) {
        return node < network.nodeCount() ? network.nodeId(node) : strangerIds.get(node - network.nodeCount());
    }

    ShortChannelId shortChannelId(int edge) {
        int inGraph = network.edges().size();
        return new ShortChannelId(edge < inGraph ? network.edges().shortChannelId[edge]
                : extra.shortChannelId[edge - inGraph]);
    }

    /** Infinite if the edge is banned. */
    double penaltyMsat(int edge) {
        return penalised.get(edge) ? penalties.get(edge) : 0;
    }

    private int index(PublicKey nodeId) {
        return network.index(nodeId).orElseGet(() -> strangers.computeIfAbsent(nodeId, stranger -> {
            strangerIds.add(stranger);
            return network.nodeCount() + strangerIds.size() - 1;
        }));
    }

    private Edges extraEdges() {
        // The fullest first: of several channels to the same peer, the first one that fits is taken.
        List<LocalChannel> locals = request.localChannels().stream()
                .sorted(Comparator.comparingLong(LocalChannel::sendableMsat).reversed()
                        .thenComparing(LocalChannel::shortChannelId))
                .toList();
        List<HintedChannel> hints = request.hints().stream()
                .filter(hint -> !hint.from().equals(request.source())).toList();
        locals.forEach(local -> index(local.peer()));
        hints.forEach(hint -> index(hint.from()));
        hints.forEach(hint -> index(hint.to()));
        int[] incoming = new int[nodeCount()];
        locals.forEach(local -> incoming[index(local.peer())]++);
        hints.forEach(hint -> incoming[index(hint.to())]++);
        Edges edges = new Edges(incoming);
        locals.forEach(local -> add(edges, local));
        hints.forEach(hint -> add(edges, hint));
        return edges;
    }

    /** The sender charges itself neither a fee nor a delta (BOLT 7, "Routing Example"). */
    private void add(Edges edges, LocalChannel local) {
        int edge = edges.add(source, index(local.peer()));
        edges.shortChannelId[edge] = local.shortChannelId().value();
        edges.minimumMsat[edge] = local.htlcMinimumMsat();
        edges.maximumMsat[edge] = local.sendableMsat();
    }

    private void add(Edges edges, HintedChannel hint) {
        int edge = edges.add(index(hint.from()), index(hint.to()));
        edges.shortChannelId[edge] = hint.shortChannelId().value();
        edges.feeBaseMsat[edge] = hint.feeBaseMsat();
        edges.feeProportionalMillionths[edge] = hint.feeProportionalMillionths();
        edges.cltvExpiryDelta[edge] = hint.cltvExpiryDelta();
        edges.maximumMsat[edge] = Long.MAX_VALUE;
    }

    private void penalise(DirectedChannel channel, long penaltyMsat) {
        double penalty = penaltyMsat == Avoid.BANNED ? Double.POSITIVE_INFINITY : penaltyMsat;
        Edges edges = network.edges();
        network.graph().channel(channel.shortChannelId()).ifPresent(known -> {
            int edge = edges.find(known.shortChannelId().value(), index(otherEnd(known, channel.from())));
            if (edge >= 0 && nodeId(edges.from[edge]).equals(channel.from())) {
                penalise(edge, penalty);
            }
        });
        for (int edge = 0; edge < extra.size(); edge++) {
            if (extra.shortChannelId[edge] == channel.shortChannelId().value()
                    && nodeId(extra.from[edge]).equals(channel.from())) {
                penalise(edges.size() + edge, penalty);
            }
        }
    }

    private void penalise(int edge, double penaltyMsat) {
        penalised.set(edge);
        penalties.put(edge, penaltyMsat);
    }

    private static PublicKey otherEnd(Channel channel, PublicKey from) {
        return from.equals(channel.nodeId(0)) ? channel.nodeId(1) : channel.nodeId(0);
    }
}
