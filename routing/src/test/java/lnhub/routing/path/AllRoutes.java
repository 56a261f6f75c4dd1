package lnhub.routing.path;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;

/** The least fee of all simple paths of a small graph, by trying every one of them from the destination backwards. */
final class AllRoutes {
    private final Graph graph;
    private final RouteRequest request;
    private long best = Long.MAX_VALUE;

    private AllRoutes(Graph graph, RouteRequest request) {
        this.graph = graph;
        this.request = request;
    }

    static OptionalLong leastFeeMsat(Graph graph, RouteRequest request) {
        AllRoutes all = new AllRoutes(graph, request);
        all.walk(request.destination(), request.amountMsat(), 0, 0, new HashSet<>(Set.of(request.destination())));
        return all.best == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(all.best);
    }

    private void walk(PublicKey to, long amountMsat, int delta, int hops, Set<PublicKey> visited) {
        long fee = amountMsat - request.amountMsat();
        if (fee > request.limits().maxFeeMsat() || delta > request.limits().maxCltvExpiryDelta()
                || hops == request.limits().maxHops()) {
            return;
        }
        for (LocalChannel local : request.localChannels()) {
            if (local.peer().equals(to) && amountMsat >= local.htlcMinimumMsat()
                    && amountMsat <= local.sendableMsat()) {
                best = Math.min(best, fee);
            }
        }
        for (ShortChannelId id : graph.node(to).map(node -> node.channels()).orElse(List.of())) {
            Channel channel = graph.channel(id).orElseThrow();
            int direction = channel.nodeId(0).equals(to) ? 1 : 0;
            PublicKey from = channel.nodeId(direction);
            Direction used = channel.direction(direction).orElse(null);
            if (used == null || !used.enabled() || from.equals(request.source()) || visited.contains(from)) {
                continue;
            }
            RelayPolicy policy = used.policy();
            if (amountMsat >= policy.htlcMinimumMsat() && amountMsat <= policy.htlcMaximumMsat()) {
                visited.add(from);
                walk(from, amountMsat + policy.feeMsat(amountMsat), delta + policy.cltvExpiryDelta(), hops + 1,
                        visited);
                visited.remove(from);
            }
        }
    }
}
