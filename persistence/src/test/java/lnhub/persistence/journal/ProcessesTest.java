package lnhub.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lnhub.persistence.journal.Processes.Row;
import lnhub.persistence.journal.Processes.Stage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProcessesTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void processesHearOfEachOtherInTheOrderInWhichTheyStarted(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            Processes processes = new Processes(tables);
            assertThat(processes.start("b", "akka://hub@b:1")).extracting(Row::id).containsExactly("b");
            assertThat(processes.start("a", "akka://hub@a:1")).extracting(Row::id).containsExactly("b", "a");
            assertThat(processes.heard("b", Stage.MEMBER)).isTrue();
            assertThat(processes.all()).extracting(Row::stage).containsExactly(Stage.MEMBER, Stage.STARTING);
            assertThat(processes.start("b", "akka://hub@b:2")).as("after a restart it is the last")
                    .extracting(Row::address).containsExactly("akka://hub@a:1", "akka://hub@b:2");
            processes.gone("a");
            assertThat(processes.all()).extracting(Row::id).containsExactly("b");
            assertThat(processes.heard("a", Stage.MEMBER)).as("a was taken for dead").isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void howLongAProcessIsSilentIsToldByTheDatabase(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            Processes processes = new Processes(tables);
            processes.start("a", "");
            execute(tables, "UPDATE hub_process SET heard_at = heard_at - INTERVAL '90' SECOND");
            assertThat(processes.all().getFirst().silent()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(120));
            processes.heard("a", Stage.STARTING);
            assertThat(processes.all().getFirst().silent()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
        }
    }

    /** Two sides of a parted cluster: one of them goes on. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aLeaseIsOnesUntilItIsGivenBackOrItsTimeIsOver(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            Leases leases = new Leases(tables);
            assertThat(leases.acquire("x", "left", LEASE)).isTrue();
            assertThat(leases.acquire("x", "right", LEASE)).isFalse();
            assertThat(leases.acquire("x", "left", LEASE)).as("its own").isTrue();
            assertThat(leases.acquire("y", "right", LEASE)).as("another one").isTrue();
            leases.release("x", "right");
            assertThat(leases.acquire("x", "right", LEASE)).as("given back by whom it does not belong to").isFalse();
            leases.release("x", "left");
            assertThat(leases.acquire("x", "right", LEASE)).isTrue();
            execute(tables, "UPDATE hub_lease SET until = until - INTERVAL '60' SECOND");
            assertThat(leases.acquire("x", "left", LEASE)).isTrue();
            assertThat(leases.acquire("x", "right", LEASE)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void ofManyWhoAskAtOnceOneGetsTheLease(Dialect dialect) throws Exception {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Schema.migrate(tables);
            Leases leases = new Leases(tables);
            List<Callable<Boolean>> asking = IntStream.range(0, 20).mapToObj(n ->
                    (Callable<Boolean>) () -> leases.acquire("x", "process-" + n, LEASE)).toList();
            int got = 0;
            for (Future<Boolean> answer : threads.invokeAll(asking)) {
                got += answer.get() ? 1 : 0;
            }
            assertThat(got).isEqualTo(1);
        }
    }

    private static void execute(HikariDataSource tables, String sql) throws SQLException {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
