package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: it notices each mistake that it is there to notice. */
class PlantedFaultTest {
    /** Not a seed of {@link SimulationTest}. */
    private static final long FIRST_SEED = 1_000_000;
    private static final int SCHEDULES = 600;

    /** The invariant that is broken first, where it can only be one. */
    private static final Map<Fault, String> NOTICED_BY = new EnumMap<>(Map.of(
            Fault.EFFECTS_FIRST, "durable before binding",
            Fault.EARLY_FAILURE, "fail only when dead"));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isNoticed(Fault fault) {
        Optional<String> noticed = Optional.empty();
        long seed = FIRST_SEED;
        while (noticed.isEmpty() && seed < FIRST_SEED + SCHEDULES) {
            noticed = run(seed++, fault);
        }
        assertThat(noticed).as(fault + " within " + SCHEDULES + " schedules").isPresent();
        assertThat(noticed.get()).contains(NOTICED_BY.getOrDefault(fault, ""));
        System.out.println(fault + " is noticed after " + (seed - FIRST_SEED) + " schedules: " + noticed.get());
    }

    private static Optional<String> run(long seed, Fault fault) {
        try {
            new Simulation(new Schedule(seed, false), fault).run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException broken) {
            return Optional.of(String.valueOf(broken.getMessage()));
        }
    }
}
