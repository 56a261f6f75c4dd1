package lnhub.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    private static final int SHARDS = 64;

    private static List<String> processes(int count) {
        return IntStream.range(0, count).mapToObj(n -> "akka://hub@10.0.0." + n + ":25520").toList();
    }

    private static List<String> hosts(List<String> processes) {
        Placement placement = Placement.of(processes, SHARDS);
        return IntStream.range(0, SHARDS).mapToObj(placement::host).toList();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "7", "16", "64", "80"})
    void nobodyHostsMoreThanItsShare(int count) {
        Map<String, Long> load = hosts(processes(count)).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(load.values()).allMatch(shards -> shards <= (SHARDS + count - 1) / count);
        assertThat(processes(count)).containsAll(load.keySet());
    }

    @Test
    void theOrderInWhichProcessesAreNamedDoesNotMatter() {
        List<String> backwards = new ArrayList<>(processes(5));
        Collections.reverse(backwards);
        assertThat(hosts(backwards)).isEqualTo(hosts(processes(5)));
    }

    /** A process that comes takes its share from the others, and hardly anything moves between these. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "8", "15"})
    void fewShardsMoveWhenAProcessComes(int count) {
        List<String> before = hosts(processes(count));
        List<String> after = hosts(processes(count + 1));
        String newcomer = processes(count + 1).getLast();
        long moved = IntStream.range(0, SHARDS).filter(n -> !before.get(n).equals(after.get(n))).count();
        long toNewcomer = after.stream().filter(newcomer::equals).count();
        assertThat(toNewcomer).isBetween(1L, (long) (SHARDS + count) / (count + 1));
        assertThat(moved - toNewcomer).as("moved between the others").isLessThanOrEqualTo(SHARDS / 4);
    }
}
