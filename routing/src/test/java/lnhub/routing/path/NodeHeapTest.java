package lnhub.routing.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NodeHeapTest {

    @Property(tries = 200)
    void alwaysGivesTheCheapestOfThoseThatAreOpen(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] cost = new double[600];
        NodeHeap heap = new NodeHeap(cost);
        Set<Integer> open = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            int node = random.nextInt(cost.length);
            if (random.nextInt(3) > 0) {
                cost[node] = open.add(node) ? 1_000 + random.nextInt(1_000) : cost[node] - random.nextInt(500);
                heap.lowered(node);
            } else if (!open.isEmpty()) {
                int cheapest = heap.removeCheapest();
                assertThat(open.stream().mapToDouble(other -> cost[other]).min().orElseThrow())
                        .isEqualTo(cost[cheapest]);
                assertThat(open.remove(cheapest)).isTrue();
            }
            assertThat(heap.isEmpty()).isEqualTo(open.isEmpty());
        }
    }
}
