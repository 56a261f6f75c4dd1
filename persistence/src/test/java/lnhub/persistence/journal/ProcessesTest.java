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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lnhub.persistence.journal.Processes.Row;
import lnhub.persistence.journal.Processes.Stage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProcessesTest {
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

    private static Processes cluster(HikariDataSource tables, String... names) throws SQLException {
        Schema.migrate(tables);
        Processes processes = new Processes(tables);
        for (String name : names) {
            processes.start(name, "akka://hub@" + name);
            processes.heard(name, Stage.MEMBER);
        }
        return processes;
    }

    private static boolean goOn(Processes processes, String... side) throws SQLException {
        return processes.goOnWith("akka://hub@" + side[0],
                Stream.of(side).map(name -> "akka://hub@" + name).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void ofTwoSidesTheFirstToAskGoesOn(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Processes processes = cluster(tables, "a", "b", "c", "d");
            processes.start("e", "akka://hub@e");
            assertThat(goOn(processes, "c", "d")).isTrue();
            assertThat(goOn(processes, "a", "b")).as("struck off").isFalse();
            assertThat(processes.heard("a", Stage.MEMBER)).as("it notices by itself, too").isFalse();
            assertThat(processes.all()).extracting(Row::id).as("one that starts is on no side")
                    .containsExactly("c", "d", "e");
            assertThat(goOn(processes, "e", "c", "d")).as("nor may it decide").isFalse();
        }
    }

    /** One failure soon after another, each noticed by another process, the first of which then dies itself. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void failuresMayFollowEachOther(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Processes processes = cluster(tables, "a", "b", "c");
            assertThat(goOn(processes, "c", "b")).isTrue();
            processes.start("a", "akka://hub@a2");
            processes.heard("a", Stage.MEMBER);
            assertThat(goOn(processes, "b", "a2")).isTrue();
            assertThat(goOn(processes, "b")).isTrue();
            assertThat(processes.all()).extracting(Row::id).containsExactly("b");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = "POSTGRESQL")
    void ofManyWhoAskAtOnceOneGoesOn(Dialect dialect) throws Exception {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            String[] names = IntStream.range(0, 12).mapToObj(n -> "p" + n).toArray(String[]::new);
            Processes processes = cluster(tables, names);
            List<Callable<Boolean>> asking = Stream.of(names).map(name ->
                    (Callable<Boolean>) () -> goOn(processes, name)).toList();
            int went = 0;
            for (Future<Boolean> answer : threads.invokeAll(asking)) {
                went += answer.get() ? 1 : 0;
            }
            assertThat(went).isEqualTo(1);
        }
    }

    private static void execute(HikariDataSource tables, String sql) throws SQLException {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
