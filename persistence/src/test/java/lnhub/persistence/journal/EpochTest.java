package lnhub.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EpochTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void onlyGrows(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            assertThat(Epoch.current(tables)).isZero();
            assertThat(Epoch.advance(tables, 0)).isEqualTo(1);
            assertThat(Epoch.advance(tables, 0)).isEqualTo(2);
            assertThat(Epoch.advance(tables, 40)).isEqualTo(41);
            assertThat(Epoch.advance(tables, 7)).isEqualTo(42);
            assertThat(Epoch.current(tables)).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatTheDatabaseKnowsOfAKindIsLostAndWhatComesLaterIsNot(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            insert(tables, dialect, "channel|aa");
            insert(tables, dialect, "channel|bb");
            insert(tables, dialect, "peer|aa");
            assertThat(Epoch.lost(tables)).isEmpty();
            Epoch.declareLost(tables, "channel|");
            insert(tables, dialect, "channel|cc");
            assertThat(Epoch.lost(tables)).containsExactlyInAnyOrder("channel|aa", "channel|bb");
            Epoch.declareLost(tables, "channel|");
            assertThat(Epoch.lost(tables)).hasSize(3);
        }
    }

    private static void insert(HikariDataSource tables, Dialect dialect, String persistenceId) throws SQLException {
        String sql = """
                INSERT INTO "snapshot" ("persistence_id", "sequence_number", "created", "snapshot_ser_id",
                "snapshot_ser_manifest", "snapshot_payload") VALUES (?, 1, 1, 1, '', ?)""";
        try (Connection connection = tables.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        dialect.choose(sql, sql.replace("\"", "")))) {
            insert.setString(1, persistenceId);
            insert.setBytes(2, new byte[1]);
            insert.executeUpdate();
        }
    }
}
