package lnhub.routing.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.CompressedGossip;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;
import lnhub.routing.graph.RandomNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long a search takes in the whole network: the file that the system property {@code gossip.store} names, or a
 * random graph of the same size.
 */
@Tag("benchmark")
class PathFinderBenchmark {
    private static final int SEARCHES = 2_000;

    @Test
    void findsAPathInMilliseconds() throws IOException {
        String file = System.getProperty("gossip.store");
        Graph graph = file == null ? RandomNetwork.of(1, 17_324, 50_808) : CompressedGossip.read(Path.of(file));
        List<PublicKey> ids = new ArrayList<>();
        for (Node node : graph.nodes()) {
            // Most nodes of the real network are leaves whose only channel is disabled.
            if (node.channels().stream().map(id -> graph.channel(id).orElseThrow())
                    .anyMatch(PathFinderBenchmark::isOpenBothWays)) {
                ids.add(node.nodeId());
            }
        }
        long compile = System.nanoTime();
        PathFinder finder = PathFinder.of(graph);
        for (int i = 0; i < 5; i++) {
            compile = System.nanoTime();
            finder = PathFinder.of(graph);
            compile = System.nanoTime() - compile;
        }
        measure(graph, finder, ids, new SplittableRandom(1));
        long[] nanos = measure(graph, finder, ids, new SplittableRandom(2));
        System.out.printf("%d nodes, %d channels; arrays %.1f ms; search p50 %.2f ms, p90 %.2f, p99 %.2f, max %.2f%n",
                graph.nodeCount(), graph.channelCount(), compile / 1e6, nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 9 / 10] / 1e6, nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6);
        assertThat(nanos[nanos.length / 2]).isLessThan(20_000_000);
    }

    private static boolean isOpenBothWays(Channel channel) {
        return Usable.direction(channel, 0).isPresent() && Usable.direction(channel, 1).isPresent();
    }

    private static long[] measure(Graph graph, PathFinder finder, List<PublicKey> ids, SplittableRandom random) {
        long[] nanos = new long[SEARCHES];
        int found = 0;
        long hops = 0;
        for (int i = 0; i < SEARCHES; i++) {
            RouteRequest request = request(graph, ids, random);
            long start = System.nanoTime();
            RouteResult result = finder.find(request);
            nanos[i] = System.nanoTime() - start;
            if (result instanceof RouteResult.Found(Route route)) {
                RouteCheck.assertValid(graph, request, route);
                found++;
                hops += route.hops().size();
            }
        }
        System.out.printf("%d of %d found, %.1f hops on average%n", found, SEARCHES, (double) hops / found);
        Arrays.sort(nanos);
        return nanos;
    }

    private static RouteRequest request(Graph graph, List<PublicKey> ids, SplittableRandom random) {
        PublicKey source = ids.get(random.nextInt(ids.size()));
        PublicKey destination = source;
        while (destination.equals(source)) {
            destination = ids.get(random.nextInt(ids.size()));
        }
        List<LocalChannel> local = new ArrayList<>();
        for (ShortChannelId id : graph.node(source).orElseThrow().channels()) {
            Channel channel = graph.channel(id).orElseThrow();
            PublicKey peer = channel.nodeId(0).equals(source) ? channel.nodeId(1) : channel.nodeId(0);
            local.add(new LocalChannel(id, peer, 1, channel.capacityMsat()));
        }
        long amountMsat = 1_000L * (1 + random.nextInt(200_000));
        return new RouteRequest(source, destination, amountMsat, local, List.of(),
                RouteLimits.ofFee(amountMsat / 20 + 5_000), RouteCost.DEFAULT, Avoid.NOTHING);
    }
}
