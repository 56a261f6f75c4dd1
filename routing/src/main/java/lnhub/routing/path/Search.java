package lnhub.routing.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lnhub.routing.forward.RelayPolicy;

/**
 * One run of Dijkstra's algorithm from the destination backwards, because the amount of each HTLC is what the next
 * one carries plus the fee for it (BOLT 7, "The channel_update Message": "calculated backward").
 */
final class Search {
    private final Query query;
    private final Weights weights;
    private final RouteLimits limits;
    private final long maxAmountMsat;
    /** By node: of the best known way from it to the destination. */
    private final double[] cost;
    private final long[] amountMsat;
    private final int[] cltvExpiryDelta;
    private final int[] hops;
    private final int[] nextEdge;
    private final int[] nextNode;
    private final boolean[] settled;
    private final NodeHeap open;
    private boolean limited;

    Search(Query query, Weights weights) {
        this.query = query;
        this.weights = weights;
        this.limits = query.request.limits();
        long amount = query.request.amountMsat();
        this.maxAmountMsat = amount + Math.min(limits.maxFeeMsat(), Long.MAX_VALUE - amount);
        int nodes = query.nodeCount();
        cost = new double[nodes];
        amountMsat = new long[nodes];
        cltvExpiryDelta = new int[nodes];
        hops = new int[nodes];
        nextEdge = new int[nodes];
        nextNode = new int[nodes];
        settled = new boolean[nodes];
        open = new NodeHeap(cost);
        Arrays.fill(cost, Double.POSITIVE_INFINITY);
    }

    Optional<Route> run() {
        cost[query.destination] = 0;
        amountMsat[query.destination] = query.request.amountMsat();
        open.lowered(query.destination);
        while (!open.isEmpty()) {
            int node = open.removeCheapest();
            if (node == query.source) {
                return Optional.of(route());
            }
            settled[node] = true;
            if (hops[node] == limits.maxHops()) {
                limited = true;
            } else {
                relax(query.extra, query.network.edges().size(), node);
                if (node < query.network.nodeCount()) {
                    relax(query.network.edges(), 0, node);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a limit on fee, expiry or hops cut off a way. */
    boolean wasLimited() {
        return limited;
    }

    /** @param offset what to add to an index in {@code edges} for the number of the edge in the query */
    private void relax(Edges edges, int offset, int to) {
        long amount = amountMsat[to];
        boolean own = edges == query.extra;
        for (int edge = edges.firstTo(to); edge < edges.endTo(to); edge++) {
            int from = edges.from[edge];
            // The source's own channels are the extra ones: what the graph says of them is older.
            boolean open = !settled[from] && (own || from != query.source) && !query.banned.get(from);
            if (open && amount >= edges.minimumMsat[edge] && amount <= edges.maximumMsat[edge]) {
                reach(edges, edge, offset, to);
            }
        }
    }

    private void reach(Edges edges, int edge, int offset, int to) {
        long fee = RelayPolicy.feeMsat(
                edges.feeBaseMsat[edge], edges.feeProportionalMillionths[edge], amountMsat[to]);
        int delta = edges.cltvExpiryDelta[edge];
        if (fee > maxAmountMsat - amountMsat[to] || cltvExpiryDelta[to] + delta > limits.maxCltvExpiryDelta()) {
            limited = true;
            return;
        }
        int from = edges.from[edge];
        double total = cost[to] + fee * weights.fee() + delta * weights.perBlock() + weights.perHop()
                + query.penaltyMsat(edge + offset);
        if (total < cost[from] || total == cost[from] && hops[to] + 1 < hops[from]) {
            cost[from] = total;
            amountMsat[from] = amountMsat[to] + fee;
            cltvExpiryDelta[from] = cltvExpiryDelta[to] + delta;
            hops[from] = hops[to] + 1;
            nextEdge[from] = edge + offset;
            nextNode[from] = to;
            open.lowered(from);
        }
    }

    private Route route() {
        List<Hop> route = new ArrayList<>();
        for (int from = query.source; from != query.destination; from = nextNode[from]) {
            int to = nextNode[from];
            long passedOn = to == query.destination ? amountMsat[to] : amountMsat[nextNode[to]];
            route.add(new Hop(query.nodeId(to), query.shortChannelId(nextEdge[from]), amountMsat[to],
                    amountMsat[to] - passedOn, cltvExpiryDelta[to]));
        }
        return new Route(route);
    }
}
