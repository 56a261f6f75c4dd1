package lnhub.routing.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.RandomNetwork;
import org.junit.jupiter.api.Test;

/**
 * A - Y - X, and from X to C either the short way over Q or the long one over P and P2. Y asks for something too, so
 * that the way which is best as far as X breaks a limit only at Y, when the other one has been forgotten.
 */
class RouteLimitsTest {
    private static final PublicKey A = RandomNetwork.nodeId(1);
    private static final PublicKey Y = RandomNetwork.nodeId(2);
    private static final PublicKey X = RandomNetwork.nodeId(3);
    private static final PublicKey P = RandomNetwork.nodeId(4);
    private static final PublicKey P2 = RandomNetwork.nodeId(5);
    private static final PublicKey Q = RandomNetwork.nodeId(6);
    private static final PublicKey C = RandomNetwork.nodeId(7);
    private static final long AMOUNT = 50_000_000;
    private static final RouteCost TIME_COUNTS = new RouteCost(15, 0, 0);

    @Test
    void theCheapWayIsFoundWhenTheBestOneCostsTooMuch() {
        Graph graph = graph(policy(1_000, 0), policy(900, 1_000));
        assertRoute(graph, new RouteLimits(1_100, 2_000, 20), TIME_COUNTS, Y, X, Q, C);
        assertRoute(graph, new RouteLimits(1_050, 2_000, 20), TIME_COUNTS, Y, X, P, P2, C);
    }

    @Test
    void theQuickWayIsFoundWhenTheBestOneTakesTooLong() {
        Graph graph = graph(policy(0, 100), policy(1_000, 0));
        assertRoute(graph, new RouteLimits(100_000, 110, 20), RouteCost.FEE_ONLY, Y, X, Q, C);
        assertRoute(graph, new RouteLimits(100_000, 100, 20), RouteCost.FEE_ONLY, Y, X, P, P2, C);
    }

    @Test
    void theShortWayIsFoundWhenTheBestOneHasTooManyHops() {
        Graph graph = graph(policy(1_000, 100), policy(0, 0));
        assertRoute(graph, new RouteLimits(100_000, 2_000, 5), RouteCost.FEE_ONLY, Y, X, P, P2, C);
        assertRoute(graph, new RouteLimits(100_000, 2_000, 4), RouteCost.FEE_ONLY, Y, X, Q, C);
    }

    @Test
    void refusesLimitsThatAnOnionCannotKeep() {
        assertThatThrownBy(() -> new RouteLimits(0, 0, 21)).hasMessageContaining("hops 1 to 20");
        assertThatThrownBy(() -> new RouteLimits(0, 0, 0)).hasMessageContaining("hops 1 to 20");
        assertThatThrownBy(() -> new RouteLimits(-1, 0, 1)).hasMessageContaining("fee >= 0");
    }

    private static void assertRoute(Graph graph, RouteLimits limits, RouteCost cost, PublicKey... nodes) {
        List<LocalChannel> local = List.of(new LocalChannel(new ShortChannelId(1), Y, 0, AMOUNT * 2));
        RouteRequest request = new RouteRequest(A, C, AMOUNT, local, List.of(), limits, cost, Avoid.NOTHING);
        assertThat(PathFinder.of(graph).find(request)).isInstanceOfSatisfying(RouteResult.Found.class, found -> {
            assertThat(found.route().hops()).extracting(Hop::nodeId).containsExactly(nodes);
            RouteCheck.assertValid(graph, request, found.route());
        });
    }

    private static Graph graph(RelayPolicy shortWay, RelayPolicy longWay) {
        RelayPolicy free = policy(0, 0);
        return Graph.EMPTY.with(channel(2, Y, X, policy(100, 10)))
                .with(channel(3, X, Q, shortWay)).with(channel(4, Q, C, free))
                .with(channel(5, X, P, longWay)).with(channel(6, P, P2, free)).with(channel(7, P2, C, free));
    }

    private static RelayPolicy policy(long feeBaseMsat, int cltvExpiryDelta) {
        return new RelayPolicy(feeBaseMsat, 0, cltvExpiryDelta, 0, AMOUNT * 2);
    }

    /** Open from the lesser node id to the greater one. */
    private static Channel channel(long id, PublicKey from, PublicKey to, RelayPolicy policy) {
        return RandomNetwork.with(
                Channel.announced(RandomNetwork.announcement(id, from, to), 1_000_000), 0, policy, true);
    }
}
