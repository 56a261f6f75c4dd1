package lnhub.routing.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class PersistentMapTest {

    @Property(tries = 100)
    void behavesLikeATreeMapAndLeavesItsPredecessorsAlone(
            @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 1, max = 2_000) int range) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Integer, Integer> expected = new TreeMap<>();
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        PersistentMap<Integer, Integer> earlier = map;
        TreeMap<Integer, Integer> expectedEarlier = new TreeMap<>();
        for (int i = 0; i < 3_000; i++) {
            int key = random.nextInt(range);
            if (random.nextInt(3) > 0) {
                expected.put(key, i);
                map = map.with(key, i);
            } else {
                expected.remove(key);
                map = map.without(key);
            }
            if (i == 1_500) {
                earlier = map;
                expectedEarlier = new TreeMap<>(expected);
            }
        }
        assertSame(map, expected, random.nextInt(range));
        assertSame(earlier, expectedEarlier, random.nextInt(range));
    }

    private static void assertSame(PersistentMap<Integer, Integer> map, TreeMap<Integer, Integer> expected, int from) {
        assertThat(map.size()).isEqualTo(expected.size());
        assertThat(list(map.values())).containsExactlyElementsOf(expected.values());
        assertThat(list(map.valuesFrom(from))).containsExactlyElementsOf(expected.tailMap(from).values());
        expected.forEach((key, value) -> assertThat(map.get(key)).contains(value));
        assertThat(map.get(-1)).isEmpty();
    }

    private static List<Integer> list(Iterator<Integer> values) {
        List<Integer> list = new ArrayList<>();
        values.forEachRemaining(list::add);
        return list;
    }
}
