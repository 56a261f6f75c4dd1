package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AcceptedLogTest {
    private final AcceptedLog<String> log = new AcceptedLog<>(3);

    @Test
    void eachThingIsThereUnderItsLatestNumber() {
        log.add("a");
        log.add("b");
        log.add("a");
        assertThat(log.next()).isEqualTo(4);
        assertThat(log.from(1)).containsExactly(Map.entry(2L, "b"), Map.entry(3L, "a"));
        assertThat(log.from(3)).containsExactly(Map.entry(3L, "a"));
        assertThat(log.reachesBackTo(1)).isTrue();
        assertThat(log.reachesBackTo(4)).isTrue();
        assertThat(log.reachesBackTo(0)).as("who does not know the numbers").isFalse();
        assertThat(log.reachesBackTo(5)).as("of another log").isFalse();
    }

    @Test
    void atItsBoundTheOldestGoesAndWhoNeedsItIsTold() {
        for (int i = 0; i < 1_000; i++) {
            log.add("thing " + i);
        }
        assertThat(log.from(0)).hasSize(3);
        assertThat(log.reachesBackTo(997)).isFalse();
        assertThat(log.reachesBackTo(998)).isTrue();
    }
}
