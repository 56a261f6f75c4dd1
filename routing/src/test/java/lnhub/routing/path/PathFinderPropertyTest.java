package lnhub.routing.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.RandomNetwork;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PathFinderPropertyTest {

    @Property(tries = 60)
    void whatIsFoundRespectsEveryConstraint(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = RandomNetwork.of(seed, 200, 600);
        PathFinder finder = PathFinder.of(graph);
        for (int i = 0; i < 20; i++) {
            RouteRequest request = request(graph, random, 200, 1L << random.nextInt(8, 34),
                    new RouteLimits(random.nextLong(10_000_000), random.nextInt(600), 1 + random.nextInt(20)),
                    RouteCost.DEFAULT, avoid(graph, random));
            if (finder.find(request) instanceof RouteResult.Found(Route route)) {
                RouteCheck.assertValid(graph, request, route);
            }
        }
    }

    @Property(tries = 400)
    void theFeeIsTheLeastOfAllRoutesWhenOnlyFeesCount(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = smallGraph(random, 6, 11);
        PathFinder finder = PathFinder.of(graph);
        RouteRequest request = request(graph, random, 6, 1 + random.nextLong(10_000_000),
                new RouteLimits(1_000_000_000, 100_000, RouteLimits.MAX_HOPS), RouteCost.FEE_ONLY, Avoid.NOTHING);
        OptionalLong least = AllRoutes.leastFeeMsat(graph, request);
        if (least.isEmpty()) {
            assertThat(finder.find(request)).isEqualTo(new RouteResult.NoPath());
        } else {
            assertThat(finder.find(request)).isInstanceOfSatisfying(RouteResult.Found.class,
                    found -> assertThat(found.route().feeMsat()).isEqualTo(least.getAsLong()));
        }
    }

    @Property(tries = 400)
    void withOneTightLimitARouteIsFoundIfThereIsOne(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = smallGraph(random, 6, 11);
        PathFinder finder = PathFinder.of(graph);
        RouteLimits limits = switch (random.nextInt(3)) {
            case 0 -> new RouteLimits(random.nextLong(30_000), 100_000, RouteLimits.MAX_HOPS);
            case 1 -> new RouteLimits(1_000_000_000, random.nextInt(200), RouteLimits.MAX_HOPS);
            default -> new RouteLimits(1_000_000_000, 100_000, 1 + random.nextInt(3));
        };
        RouteRequest request = request(graph, random, 6, 1 + random.nextLong(1_000_000), limits,
                RouteCost.DEFAULT, Avoid.NOTHING);
        boolean exists = AllRoutes.leastFeeMsat(graph, request).isPresent();
        assertThat(finder.find(request) instanceof RouteResult.Found).isEqualTo(exists);
    }

    private static RouteRequest request(Graph graph, SplittableRandom random, int nodes, long amountMsat,
            RouteLimits limits, RouteCost cost, Avoid avoid) {
        PublicKey source = RandomNetwork.nodeId(random.nextInt(nodes));
        PublicKey destination = source;
        while (destination.equals(source)) {
            destination = RandomNetwork.nodeId(random.nextInt(nodes));
        }
        List<LocalChannel> local = new ArrayList<>();
        for (ShortChannelId id : graph.node(source).map(node -> node.channels()).orElse(List.of())) {
            Channel channel = graph.channel(id).orElseThrow();
            PublicKey peer = channel.nodeId(0).equals(source) ? channel.nodeId(1) : channel.nodeId(0);
            local.add(new LocalChannel(id, peer, 1_000, random.nextLong(channel.capacityMsat() + 1)));
        }
        return new RouteRequest(source, destination, amountMsat, local, List.of(), limits, cost, avoid);
    }

    private static Avoid avoid(Graph graph, SplittableRandom random) {
        Set<PublicKey> nodes = new HashSet<>();
        Map<DirectedChannel, Long> penalties = new HashMap<>();
        for (Channel channel : graph.channels()) {
            if (random.nextInt(20) == 0) {
                nodes.add(channel.nodeId(0));
            }
            if (random.nextInt(5) == 0) {
                penalties.put(new DirectedChannel(channel.shortChannelId(), channel.nodeId(random.nextInt(2))),
                        random.nextBoolean() ? Avoid.BANNED : random.nextLong(10_000));
            }
        }
        return new Avoid(nodes, penalties);
    }

    /** Without minimums: paying more than needed, to reach one, is nothing the finder does. */
    private static Graph smallGraph(SplittableRandom random, int nodes, int channels) {
        Graph graph = Graph.EMPTY;
        for (int i = 0; i < channels; i++) {
            int one = random.nextInt(nodes);
            int other = (one + 1 + random.nextInt(nodes - 1)) % nodes;
            Channel channel = Channel.announced(RandomNetwork.announcement(
                    i + 1, RandomNetwork.nodeId(one), RandomNetwork.nodeId(other)), 10_000);
            for (int direction = 0; direction < 2; direction++) {
                RelayPolicy policy = new RelayPolicy(random.nextInt(5_000), random.nextInt(20_000),
                        random.nextInt(100), 0, random.nextLong(10_000_001));
                channel = RandomNetwork.with(channel, direction, policy, random.nextInt(10) > 0);
            }
            graph = graph.with(channel);
        }
        return graph;
    }
}
