package lnhub.protocol.channel;

import org.junit.jupiter.api.Test;

/**
 * Seeded schedules of faults. {@code -Dsimulation.schedules=N} runs N of them; a failing one prints the command that
 * replays it alone, with a trace.
 */
class SimulationTest {
    private static final int DEFAULT_SCHEDULES = 2_000;

    @Test
    void survivesEverySchedule() {
        String seed = System.getProperty("simulation.seed", "");
        if (!seed.isBlank()) {
            run(Long.parseLong(seed.strip()), true);
            return;
        }
        int schedules = Integer.getInteger("simulation.schedules", DEFAULT_SCHEDULES);
        for (long i = 0; i < schedules; i++) {
            run(i, false);
        }
    }

    private static void run(long seed, boolean printing) {
        try {
            new Simulation(new Schedule(seed, printing), Fault.NONE).run();
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(broken.getMessage() + "\nreplay: mvn -pl protocol test -Dtest=SimulationTest"
                    + " -Dsimulation.seed=" + seed, broken);
        }
    }
}
