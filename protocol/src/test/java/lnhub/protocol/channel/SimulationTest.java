package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Seeded schedules of faults. {@code -Dsimulation.schedules=N} runs N of them; a failing one prints the command that
 * replays it alone, with a trace.
 */
class SimulationTest {
    private static final int DEFAULT_SCHEDULES = 2_000;
    private static final int FEW_SCHEDULES = 100;

    @Test
    void survivesEverySchedule() {
        String seed = System.getProperty("simulation.seed", "");
        if (!seed.isBlank()) {
            run(Long.parseLong(seed.strip()), true);
            return;
        }
        int schedules = Integer.getInteger("simulation.schedules", DEFAULT_SCHEDULES);
        int payments = 0;
        int forwards = 0;
        for (long i = 0; i < schedules; i++) {
            Simulation simulation = run(i, false);
            payments += simulation.payments.size();
            forwards += simulation.nodes.stream().mapToInt(node -> node.history.size()).sum();
        }
        System.out.println(schedules + " schedules: " + payments + " payments, " + forwards + " forwards paid");
        // Schedules in which nothing gets through test little; a few of them may.
        assertThat(forwards).isGreaterThanOrEqualTo((schedules - FEW_SCHEDULES) / 3);
    }

    private static Simulation run(long seed, boolean printing) {
        Simulation simulation = new Simulation(new Schedule(seed, printing), Fault.NONE);
        try {
            simulation.run();
            return simulation;
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(broken.getMessage() + "\nreplay: mvn -pl protocol test -Dtest=SimulationTest"
                    + " -Dsimulation.seed=" + seed, broken);
        }
    }
}
