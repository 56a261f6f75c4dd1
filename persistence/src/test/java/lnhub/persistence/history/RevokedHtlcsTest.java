package lnhub.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.persistence.journal.Schema;
import lnhub.persistence.journal.TestDatabase;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevokedHtlcsTest {
    private static final Bytes32 CHANNEL = Bytes32.fromHex("aa".repeat(32));
    private static final Bytes32 OTHER = Bytes32.fromHex("bb".repeat(32));

    @TempDir
    private Path folder;

    private HikariDataSource tables(Dialect dialect) throws SQLException {
        HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
        Schema.migrate(tables);
        return tables;
    }

    private static RevokedHtlc htlc(int n, long first, long last) {
        byte[] hash = new byte[20];
        hash[0] = (byte) (n >> 8);
        hash[1] = (byte) n;
        return new RevokedHtlc(Bytes.wrap(hash), 800_000, true, first, last);
    }

    private static List<List<RevokedHtlc>> chunks(long seed, int count) {
        RevokedTraffic traffic = new RevokedTraffic(seed);
        List<List<RevokedHtlc>> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunks.add(traffic.next(64));
        }
        return chunks;
    }

    private static void storeAll(RevokedHtlcs revoked, Bytes32 channel, List<List<RevokedHtlc>> chunks)
            throws SQLException {
        for (int i = 0; i < chunks.size(); i++) {
            revoked.store(channel, i * 64L, chunks.get(i));
        }
    }

    private static int rows(DataSource tables, String table) throws SQLException {
        return Sql.query(tables, "SELECT COUNT(*) FROM " + table, row -> row.getInt(1)).getFirst();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aChunkIsStoredOnceHoweverOftenItIsReported(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            List<List<RevokedHtlc>> chunks = chunks(1, 10);
            storeAll(revoked, CHANNEL, chunks);
            storeAll(revoked, CHANNEL, chunks);
            storeAll(revoked, OTHER, chunks.subList(0, 1));
            assertThat(rows(tables, "revoked_htlcs")).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void otherRecordsUnderTheSameIndexAreAnError(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            List<RevokedHtlc> records = List.of(htlc(1, 5, 9), htlc(2, 6, 9));
            revoked.store(CHANNEL, 64, records);
            for (List<RevokedHtlc> others : List.of(records.reversed(), records.subList(0, 1),
                    List.of(htlc(1, 5, 9), htlc(2, 5, 9)))) {
                assertThatIllegalStateException().isThrownBy(() -> revoked.store(CHANNEL, 64, others))
                        .withMessageContaining("channel " + CHANNEL).withMessageContaining("index 64");
            }
            assertThat(revoked.load(CHANNEL, 9)).isEqualTo(records);
            assertThatIllegalArgumentException().isThrownBy(() -> revoked.store(CHANNEL, 0, List.of()))
                    .withMessageContaining("0 revoked HTLCs");
            assertThatIllegalArgumentException().isThrownBy(() -> revoked.store(CHANNEL, -1, records));
            assertThatIllegalArgumentException().isThrownBy(() ->
                    revoked.store(CHANNEL, 0, new RevokedTraffic(1).next(RevokedHtlcs.MAX_RECORDS + 1)));
            revoked.store(CHANNEL, 128, new RevokedTraffic(1).next(RevokedHtlcs.MAX_RECORDS));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void exactlyTheHtlcsOfACommitmentAreLoaded(Dialect dialect) throws SQLException {
        long seed = System.nanoTime();
        try (HikariDataSource tables = tables(dialect)) {
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            List<List<RevokedHtlc>> chunks = chunks(seed, 60);
            storeAll(revoked, CHANNEL, chunks);
            storeAll(revoked, OTHER, chunks(seed + 1, 60));
            for (long number = 0; number < 60 * 32 + 5; number += 37) {
                long asked = number;
                assertThat(revoked.load(CHANNEL, number)).as("commitment %d, seed %d", number, seed).isEqualTo(
                        chunks.stream().flatMap(List::stream).filter(htlc -> htlc.isIn(asked)).toList());
            }
            assertThat(revoked.load(Bytes32.ZEROES, 7)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void recordsThatClaimTooMuchAreRefusedOnlyAboveTheBound(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            Sql.transaction(tables, connection -> {
                for (int i = 0; i < RevokedHtlcs.MAX_CHUNKS; i++) {
                    RevokedHtlcs.insert(connection, CHANNEL, i, List.of(htlc(i, 0, 100_000)));
                }
                return null;
            });
            assertThat(revoked.load(CHANNEL, 77)).hasSize(RevokedHtlcs.MAX_CHUNKS);
            revoked.store(CHANNEL, RevokedHtlcs.MAX_CHUNKS, List.of(htlc(1, 78, 78)));
            assertThat(revoked.load(CHANNEL, 77)).hasSize(RevokedHtlcs.MAX_CHUNKS);
            assertThatIllegalStateException().isThrownBy(() -> revoked.load(CHANNEL, 78))
                    .withMessageContaining("more than 4096 chunks").withMessageContaining("commitment 78");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aForgottenChannelIsDeletedInSlicesAndNothingElse(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            PlantedFaults database = new PlantedFaults(tables);
            RevokedHtlcs revoked = new RevokedHtlcs(database.dataSource());
            storeAll(revoked, CHANNEL, chunks(1, 25));
            storeAll(revoked, OTHER, chunks(2, 3));
            assertThat(revoked.deleteSome(10)).isFalse();
            revoked.forget(CHANNEL);
            revoked.forget(CHANNEL);
            assertThat(rows(tables, "revoked_dropped")).isEqualTo(1);
            assertThat(rows(tables, "revoked_htlcs")).isEqualTo(28);
            int commits = database.commits();
            for (int left : new int[] {18, 8}) {
                assertThat(revoked.deleteSome(10)).isTrue();
                assertThat(rows(tables, "revoked_htlcs")).isEqualTo(left);
            }
            assertThat(revoked.deleteSome(10)).isFalse();
            assertThat(database.commits()).isEqualTo(commits + 3);
            assertThat(rows(tables, "revoked_htlcs")).isEqualTo(3);
            assertThat(rows(tables, "revoked_dropped")).isZero();
            assertThatThrownBy(() -> revoked.deleteSome(0)).hasMessageContaining("1 to 10000");
            assertThatThrownBy(() -> revoked.deleteSome(10_001)).hasMessageContaining("1 to 10000");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatWasLeftOfADeletionIsFoundAfterARestart(Dialect dialect) throws SQLException {
        TestDatabase database = TestDatabase.fresh(dialect, folder);
        try (HikariDataSource tables = database.dataSource()) {
            Schema.migrate(tables);
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            storeAll(revoked, CHANNEL, chunks(1, 20));
            storeAll(revoked, OTHER, chunks(2, 20));
            revoked.forget(CHANNEL);
            revoked.forget(OTHER);
            assertThat(revoked.deleteSome(15)).isTrue();
        }
        try (HikariDataSource tables = database.dataSource()) {
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            assertThat(rows(tables, "revoked_htlcs")).isEqualTo(25);
            int slices = 1;
            while (revoked.deleteSome(15)) {
                slices++;
            }
            assertThat(slices).isEqualTo(3);
            assertThat(rows(tables, "revoked_htlcs")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aTransactionWhoseEndIsUnknownMayBeRepeated(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            PlantedFaults database = new PlantedFaults(tables);
            RevokedHtlcs revoked = new RevokedHtlcs(database.dataSource());
            List<List<RevokedHtlc>> chunks = chunks(1, 4);
            for (Step step : List.<Step>of(() -> storeAll(revoked, CHANNEL, chunks), () -> revoked.forget(CHANNEL),
                    () -> revoked.deleteSome(3), () -> revoked.deleteSome(3))) {
                database.loseAnswers(1);
                assertThatThrownBy(step::run).hasMessageContaining("the answer lost");
                step.run();
            }
            assertThat(rows(tables, "revoked_htlcs")).isZero();
            assertThat(rows(tables, "revoked_dropped")).isZero();
        }
    }

    /** H2 has one process at a time, hence one node. */
    @Test
    void twoNodesMayDeleteTheSameChannelAtOnce() throws Exception {
        try (HikariDataSource tables = tables(Dialect.POSTGRESQL);
                ExecutorService nodes = Executors.newFixedThreadPool(2)) {
            RevokedHtlcs revoked = new RevokedHtlcs(tables);
            storeAll(revoked, CHANNEL, chunks(1, 150));
            revoked.forget(CHANNEL);
            Callable<Integer> node = () -> {
                int slices = 1;
                while (revoked.deleteSome(5)) {
                    slices++;
                }
                return slices;
            };
            int slices = 0;
            for (Future<Integer> done : nodes.invokeAll(List.of(node, node))) {
                slices += done.get();
            }
            assertThat(slices).isGreaterThanOrEqualTo(150 / 5);
            assertThat(rows(tables, "revoked_htlcs")).isZero();
            assertThat(rows(tables, "revoked_dropped")).isZero();
        }
    }

    private interface Step {
        void run() throws SQLException;
    }
}
