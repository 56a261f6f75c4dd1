package lnhub.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SpawnProtocol;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {
    @TempDir
    private Path folder;

    private static final int EVENTS = 5_000;
    private static final int PER_COMMAND = 20;
    /** Fewer than the failures after which Akka's circuit breaker refuses every append for a while. */
    private static final int NEIGHBOURS = 8;

    private TestDatabase migrated(Dialect dialect) throws SQLException {
        TestDatabase database = TestDatabase.fresh(dialect, folder);
        try (HikariDataSource tables = database.dataSource()) {
            Schema.migrate(tables);
        }
        return database;
    }

    /** Rows before the last snapshots really go; one marked row stays, so that the sequence number is not forgotten. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void eventsBeforeTheLastSnapshotsAreDeletedAndRecoveryWorks(Dialect dialect) throws Exception {
        TestDatabase database = migrated(dialect);
        LinkedBlockingQueue<Long> deleted = new LinkedBlockingQueue<>();
        ActorSystem<SpawnProtocol.Command> system = Tally.system(database.config());
        ActorRef<Tally.Add> tally = Tallies.spawn(system, "tally-1", deleted::add);
        for (int n = 0; n < EVENTS / PER_COMMAND; n++) {
            Tallies.add(system, tally, PER_COMMAND).join();
        }
        int kept = Tally.SNAPSHOT_EVERY * Tally.KEPT_SNAPSHOTS;
        Long upTo = 0L;
        while (upTo != null && upTo < EVENTS - kept) {
            upTo = deleted.poll(30, TimeUnit.SECONDS);
        }
        assertThat(upTo).isEqualTo(EVENTS - kept);
        Tally.stop(system);

        try (HikariDataSource tables = database.dataSource()) {
            assertThat(numbers(tables, "SELECT COUNT(*), MIN({sequence_number}) FROM {event_journal} "
                    + "WHERE {deleted} = FALSE")).containsExactly((long) kept, (long) EVENTS - kept + 1);
            assertThat(numbers(tables, "SELECT COUNT(*), MIN({sequence_number}) FROM {event_journal} "
                    + "WHERE {deleted} = TRUE")).containsExactly(1L, (long) EVENTS - kept);
            assertThat(numbers(tables, "SELECT COUNT(*), MAX({sequence_number}) FROM {snapshot}"))
                    .containsExactly(Tally.KEPT_SNAPSHOTS + 1L, (long) EVENTS);
        }
        ActorSystem<SpawnProtocol.Command> again = Tally.system(database.config());
        ActorRef<Tally.Add> recovered = Tallies.spawn(again, "tally-1");
        assertThat(Tallies.add(again, recovered, 0).join()).isEqualTo(new Tally.Total(EVENTS, Tally.sum(EVENTS)));
        assertThat(Tallies.add(again, recovered, 1).join().count()).isEqualTo(EVENTS + 1);
        Tally.stop(again);
    }

    /** The paused process of the design brief: its append fails, it says nothing, its successor goes on. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anOldWriterThatWakesUpLateCannotAppend(Dialect dialect) throws Exception {
        TestDatabase database = migrated(dialect);
        // H2 in a file belongs to one process; two actor systems in one JVM stand for two nodes here.
        ActorSystem<SpawnProtocol.Command> first = Tally.system(database.config());
        ActorSystem<SpawnProtocol.Command> second = Tally.system(database.config());
        ActorRef<Tally.Add> sleeper = Tallies.spawn(first, "channel");
        Tallies.add(first, sleeper, 3).join();
        ActorRef<Tally.Add> successor = Tallies.spawn(second, "channel");
        assertThat(Tallies.add(second, successor, 1).join().count()).isEqualTo(4);

        List<ActorRef<Tally.Add>> neighbours = IntStream.range(0, NEIGHBOURS)
                .mapToObj(n -> Tallies.spawn(first, "neighbour-" + n)).toList();
        CompletableFuture<Void> ended = Tallies.ended(first, sleeper);
        CompletableFuture<Tally.Total> late = Tallies.add(first, sleeper, 1);
        List<CompletableFuture<Object>> others = neighbours.stream().map(neighbour -> CompletableFuture.anyOf(
                Tallies.ended(first, neighbour), Tallies.add(first, neighbour, 1))).toList();
        ended.join();
        assertThat(late).as("the late writer says nothing").isNotDone();
        // Neighbours in the same transaction fail with it, which is why an entity must be able to come back: once its
        // predecessor's append has ended, either way.
        others.forEach(CompletableFuture::join);
        ActorRef<Tally.Add> back = Tallies.spawn(first, "neighbour-0");
        assertThat(Tallies.add(first, back, 1).join().count()).isBetween(1L, 2L);

        assertThat(Tallies.add(second, successor, 1).join()).isEqualTo(new Tally.Total(5, Tally.sum(5)));
        Tally.stop(first);
        Tally.stop(second);
        try (HikariDataSource tables = database.dataSource()) {
            assertThat(numbers(tables, "SELECT COUNT(*), COUNT(DISTINCT {writer}) FROM {event_journal} "
                    + "WHERE {persistence_id} = 'channel'")).containsExactly(5L, 2L);
        }
    }

    /** Whatever was acknowledged before the process was killed is there afterwards. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled(Dialect dialect) throws Exception {
        TestDatabase database = migrated(dialect);
        long acknowledged = KilledWriter.writeAndKill(database, folder, 300);
        ActorSystem<SpawnProtocol.Command> system = Tally.system(database.config());
        ActorRef<Tally.Add> tally = Tallies.spawn(system, KilledWriter.ID);
        Tally.Total total = Tallies.add(system, tally, 0).join();
        assertThat(total.count()).isGreaterThanOrEqualTo(acknowledged);
        assertThat(total.sum()).isEqualTo(Tally.sum(total.count()));
        Tally.stop(system);
    }

    private static List<Long> numbers(HikariDataSource tables, String sql) throws SQLException {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.replaceAll("[{}]",
                        Dialect.of(connection).choose("\"", "")))) {
            row.next();
            return List.of(row.getLong(1), row.getLong(2));
        }
    }
}
