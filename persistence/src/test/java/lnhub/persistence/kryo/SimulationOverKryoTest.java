package lnhub.persistence.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Debts;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.Funded;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.StoredSimulation;
import org.junit.jupiter.api.Test;

/** The channels of the simulation live on what Kryo has written and read: every record, and a state per recovery. */
class SimulationOverKryoTest {
    /** Not a seed of the tests of protocol. */
    private static final long FIRST_SEED = 2_000_000;
    private static final int SCHEDULES = 200;
    /** In so many schedules at the latest a codec that loses something is found out. */
    private static final int FEW_SCHEDULES = 20;
    private static final KryoCodec CODEC =
            new KryoCodec(KryoRegistry.builder().with(Registrations::protocol).build());

    private static Event.Recorded event(Event.Recorded record) {
        return CODEC.decode(CODEC.encode(record), Event.Recorded.class);
    }

    private static ChannelState state(ChannelState state) {
        return CODEC.decode(CODEC.encode(state), ChannelState.class);
    }

    @Test
    void channelsSurviveEveryScheduleOnWhatWasReadBack() {
        int[] stored = new int[2];
        int forwards = new StoredSimulation(record -> {
            stored[0]++;
            return event(record);
        }, state -> {
            stored[1]++;
            return state(state);
        }).run(FIRST_SEED, SCHEDULES);
        System.out.println(SCHEDULES + " schedules over Kryo: " + stored[0] + " records, " + stored[1]
                + " snapshots, " + forwards + " forwards paid");
        assertThat(stored[0]).isGreaterThan(SCHEDULES * 20);
        assertThat(stored[1]).isGreaterThan(SCHEDULES * 5);
        // Schedules in which nothing gets through test little.
        assertThat(forwards).isGreaterThan(SCHEDULES / 4);
    }

    @Test
    void aRecordThatLosesAnEventOrAFieldIsNoticed() {
        isNoticed(record -> record.events().size() < 2 ? event(record)
                : new Event.Recorded(event(record).events().subList(0, 1)), SimulationOverKryoTest::state);
        isNoticed(record -> new Event.Recorded(event(record).events().stream()
                .map(SimulationOverKryoTest::withoutHtlcSignatures).toList()), SimulationOverKryoTest::state);
    }

    private static Event withoutHtlcSignatures(Event event) {
        return event instanceof Event.CommitmentReceived received
                ? new Event.CommitmentReceived(received.updates(), received.signature(), List.of(), received.atMs())
                : event;
    }

    @Test
    void aSnapshotThatLosesAFieldIsNoticed() {
        isNoticed(SimulationOverKryoTest::event, state -> withoutAnswers(state(state)));
    }

    private static ChannelState withoutAnswers(ChannelState state) {
        if (!(state instanceof Live live)) {
            return state;
        }
        Funded funded = live.funded();
        Debts debts = new Debts(funded.debts().upstream(), Map.of(), funded.debts().history(),
                funded.debts().revoked());
        return live.with(new Funded(funded.commitments(), debts, funded.fundingTx(), funded.shortChannelId(),
                funded.remoteReady(), funded.remoteAlias(), funded.remoteHalf(), funded.localShutdown(),
                funded.remoteShutdown(), funded.openedAtHeight()));
    }

    private static void isNoticed(UnaryOperator<Event.Recorded> events, UnaryOperator<ChannelState> snapshots) {
        assertThatThrownBy(() -> new StoredSimulation(events, snapshots).run(FIRST_SEED, FEW_SCHEDULES))
                .isInstanceOf(AssertionError.class).hasMessageContaining("read back: ");
    }
}
