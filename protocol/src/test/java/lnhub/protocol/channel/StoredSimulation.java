package lnhub.protocol.channel;

import java.util.function.UnaryOperator;

/** The simulation over a codec: what is recorded is written and read back, for modules that say how that is done. */
public final class StoredSimulation {
    /** Those on a chain take longer. */
    private static final int SCHEDULES_PER_CHAIN = 5;

    private final UnaryOperator<Event.Recorded> events;
    private final UnaryOperator<ChannelState> snapshots;

    /**
     * @param events    writes and reads each record that is appended to a journal
     * @param snapshots the same for the state that a channel recovers with
     */
    public StoredSimulation(UnaryOperator<Event.Recorded> events, UnaryOperator<ChannelState> snapshots) {
        this.events = events;
        this.snapshots = snapshots;
    }

    /**
     * Runs the schedules of consecutive seeds.
     *
     * @return the payments that were forwarded in them
     * @throws AssertionError when what is read is not what was written, or an invariant is broken; names the seed
     */
    public int run(long firstSeed, int schedules) {
        UnaryOperator<Event.Recorded> formerCodec = Journal.codec;
        UnaryOperator<ChannelState> formerSnapshots = Journal.snapshots;
        Journal.codec = events;
        Journal.snapshots = snapshots;
        try {
            int forwards = 0;
            for (long seed = firstSeed; seed < firstSeed + schedules; seed++) {
                forwards += run(seed, new Simulation(new Schedule(seed, false), Fault.NONE));
                if (seed % SCHEDULES_PER_CHAIN == 0) {
                    run(seed, new ChainSimulation(new Schedule(seed, false), SimChainFault.NONE));
                }
            }
            return forwards;
        } finally {
            Journal.codec = formerCodec;
            Journal.snapshots = formerSnapshots;
        }
    }

    private static int run(long seed, Simulation simulation) {
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
        }
        return simulation.nodes.stream().mapToInt(node -> node.history.size()).sum();
    }
}
