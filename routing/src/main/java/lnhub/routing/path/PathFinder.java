package lnhub.routing.path;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;

/**
 * Finds routes in one snapshot of the graph, which is copied into arrays first: some tens of milliseconds for the
 * whole network, so make one for many searches. Immutable and safe to share; every search has its own state.
 */
public final class PathFinder {
    private final Graph graph;
    private final Map<PublicKey, Integer> indices;
    private final PublicKey[] nodeIds;
    private final Edges edges;

    private PathFinder(Graph graph, Map<PublicKey, Integer> indices, PublicKey[] nodeIds, Edges edges) {
        this.graph = graph;
        this.indices = indices;
        this.nodeIds = nodeIds;
        this.edges = edges;
    }

    /** Takes what can be routed over at present; disabled, spent and not understood channels are left out. */
    public static PathFinder of(Graph graph) {
        Map<PublicKey, Integer> indices = HashMap.newHashMap(graph.nodeCount());
        PublicKey[] nodeIds = new PublicKey[graph.nodeCount()];
        boolean[] relays = new boolean[graph.nodeCount()];
        for (Node node : graph.nodes()) {
            int index = indices.size();
            nodeIds[index] = node.nodeId();
            relays[index] = Usable.understands(node);
            indices.put(node.nodeId(), index);
        }
        return new PathFinder(graph, indices, nodeIds, edges(graph, indices, relays));
    }

    /** The best route by the request's cost; if its limits forbid that one, the cheapest or quickest within them. */
    public RouteResult find(RouteRequest request) {
        Query query = new Query(this, request);
        boolean limited = false;
        for (Weights weights : Weights.inTurn(request)) {
            Search search = new Search(query, weights);
            Optional<Route> route = search.run();
            if (route.isPresent()) {
                return new RouteResult.Found(route.get());
            }
            limited = search.wasLimited();
            if (!limited) {
                break;
            }
        }
        return limited ? new RouteResult.BeyondLimits() : new RouteResult.NoPath();
    }

    Graph graph() {
        return graph;
    }

    Edges edges() {
        return edges;
    }

    int nodeCount() {
        return nodeIds.length;
    }

    PublicKey nodeId(int node) {
        return nodeIds[node];
    }

    Optional<Integer> index(PublicKey nodeId) {
        return Optional.ofNullable(indices.get(nodeId));
    }

    private static Edges edges(Graph graph, Map<PublicKey, Integer> indices, boolean[] relays) {
        int[] ends = new int[graph.channelCount() * 2];
        int[] incoming = new int[relays.length];
        int half = 0;
        for (Channel channel : graph.channels()) {
            ends[half] = indices.get(channel.nodeId(0));
            ends[half + 1] = indices.get(channel.nodeId(1));
            for (int direction : List.of(0, 1)) {
                if (relays[ends[half + direction]] && Usable.direction(channel, direction).isPresent()) {
                    incoming[ends[half + 1 - direction]]++;
                }
            }
            half += 2;
        }
        Edges edges = new Edges(incoming);
        half = 0;
        for (Channel channel : graph.channels()) {
            for (int direction : List.of(0, 1)) {
                int from = ends[half + direction];
                int to = ends[half + 1 - direction];
                Usable.direction(channel, direction).filter(usable -> relays[from])
                        .ifPresent(usable -> fill(edges, edges.add(from, to), channel, usable));
            }
            half += 2;
        }
        return edges;
    }

    private static void fill(Edges edges, int edge, Channel channel, Direction direction) {
        edges.shortChannelId[edge] = channel.shortChannelId().value();
        edges.feeBaseMsat[edge] = direction.update().feeBaseMsat();
        edges.feeProportionalMillionths[edge] = direction.update().feeProportionalMillionths();
        edges.cltvExpiryDelta[edge] = direction.update().cltvExpiryDelta();
        edges.minimumMsat[edge] = direction.update().htlcMinimumMsat();
        edges.maximumMsat[edge] = direction.update().htlcMaximumMsat();
    }
}
