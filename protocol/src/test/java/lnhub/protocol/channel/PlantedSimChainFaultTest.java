package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation on a chain can fail: it notices each mistake that it is there to notice. */
class PlantedSimChainFaultTest {
    /** Not a seed of {@link ChainSimulationTest}. */
    private static final long FIRST_SEED = 2_000_000;
    private static final int SCHEDULES = 400;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isNoticed(SimChainFault fault) {
        Optional<String> noticed = Optional.empty();
        long seed = FIRST_SEED;
        while (noticed.isEmpty() && seed < FIRST_SEED + SCHEDULES) {
            noticed = run(seed++, fault);
        }
        assertThat(noticed).as(fault + " within " + SCHEDULES + " schedules").isPresent();
        System.out.println(fault + " is noticed after " + (seed - FIRST_SEED) + " schedules: "
                + noticed.get().substring(0, Math.min(120, noticed.get().length())));
    }

    private static Optional<String> run(long seed, SimChainFault fault) {
        try {
            new ChainSimulation(new Schedule(seed, false), fault).run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException broken) {
            return Optional.of(String.valueOf(broken.getMessage()));
        }
    }
}
