package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Seeded schedules with a chain and an adversary. A seed that fails is replayed with {@code -Dsimulation.seed=S}. */
class ChainSimulationTest {
    private static final int DEFAULT_SCHEDULES = 150;

    @Test
    void honestNodesLoseNothing() {
        String seed = System.getProperty("simulation.seed", "");
        if (!seed.isBlank()) {
            run(Long.parseLong(seed.strip()), true);
            return;
        }
        int schedules = Integer.getInteger("simulation.chain.schedules", DEFAULT_SCHEDULES);
        int closed = 0;
        for (long i = 0; i < schedules; i++) {
            closed += (int) run(i, false).nodes.stream().flatMap(node -> node.entities.values().stream())
                    .filter(entity -> entity.state instanceof Closed).count();
        }
        System.out.println(schedules + " schedules on chain: " + closed + " channel ends closed");
        assertThat(closed).isGreaterThan(schedules / 2);
    }

    private static ChainSimulation run(long seed, boolean printing) {
        ChainSimulation simulation = new ChainSimulation(new Schedule(seed, printing), SimChainFault.NONE);
        try {
            simulation.run();
            return simulation;
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(simulation.adversary + ": " + broken.getMessage() + "\nreplay: mvn -pl protocol "
                    + "test -Dtest=ChainSimulationTest -Dsimulation.seed=" + seed, broken);
        }
    }
}
