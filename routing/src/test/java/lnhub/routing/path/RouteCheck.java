package lnhub.routing.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lnhub.protocol.crypto.PublicKey;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;

/** Recomputes a route hop by hop from the graph, with none of the finder's code, and asserts every constraint. */
final class RouteCheck {
    private RouteCheck() {
    }

    static void assertValid(Graph graph, RouteRequest request, Route route) {
        List<Hop> hops = route.hops();
        assertThat(hops).hasSizeLessThanOrEqualTo(request.limits().maxHops());
        assertThat(hops.getLast().nodeId()).isEqualTo(request.destination());
        assertThat(hops.getLast().amountMsat()).isEqualTo(request.amountMsat());
        assertThat(hops.getLast().cltvExpiryDelta()).isZero();
        assertThat(hops.getLast().feeMsat()).isZero();
        assertThat(route.feeMsat()).isLessThanOrEqualTo(request.limits().maxFeeMsat());
        assertThat(route.cltvExpiryDelta()).isLessThanOrEqualTo(request.limits().maxCltvExpiryDelta());
        assertFirstHop(request, hops.getFirst());
        Set<PublicKey> visited = new HashSet<>(Set.of(request.source()));
        for (int i = 0; i < hops.size(); i++) {
            assertThat(visited.add(hops.get(i).nodeId())).as("no node twice").isTrue();
            if (i > 0) {
                assertForwards(graph, request, hops.get(i - 1), hops.get(i));
            }
        }
    }

    private static void assertFirstHop(RouteRequest request, Hop first) {
        LocalChannel local = request.localChannels().stream()
                .filter(channel -> channel.shortChannelId().equals(first.shortChannelId())).findAny().orElseThrow();
        assertThat(local.peer()).isEqualTo(first.nodeId());
        assertThat(first.amountMsat()).isBetween(local.htlcMinimumMsat(), local.sendableMsat());
    }

    private static void assertForwards(Graph graph, RouteRequest request, Hop in, Hop out) {
        Channel channel = graph.channel(out.shortChannelId()).orElseThrow();
        int direction = channel.nodeId(0).equals(in.nodeId()) ? 0 : 1;
        assertThat(channel.nodeId(direction)).isEqualTo(in.nodeId());
        assertThat(channel.nodeId(1 - direction)).isEqualTo(out.nodeId());
        Direction used = channel.direction(direction).orElseThrow();
        assertThat(used.enabled()).isTrue();
        RelayPolicy policy = used.policy();
        assertThat(out.amountMsat()).isBetween(policy.htlcMinimumMsat(), policy.htlcMaximumMsat())
                .isLessThanOrEqualTo(channel.capacityMsat());
        assertThat(in.feeMsat()).isEqualTo(policy.feeMsat(out.amountMsat()));
        assertThat(in.amountMsat()).isEqualTo(out.amountMsat() + in.feeMsat());
        assertThat(in.cltvExpiryDelta()).isEqualTo(out.cltvExpiryDelta() + policy.cltvExpiryDelta());
        assertThat(request.avoid().nodes()).doesNotContain(in.nodeId());
        assertThat(request.avoid().penaltiesMsat()
                .getOrDefault(new DirectedChannel(out.shortChannelId(), in.nodeId()), 0L))
                .isNotEqualTo(Avoid.BANNED);
    }
}
