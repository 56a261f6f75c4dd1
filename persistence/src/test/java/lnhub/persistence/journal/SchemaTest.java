package lnhub.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
    @TempDir
    private Path folder;

    private static final PublicKey NODE = PublicKey.fromHex("02" + "11".repeat(32));
    private static final PublicKey OTHER = PublicKey.fromHex("03" + "22".repeat(32));
    private static final Bytes32 REGTEST = Bytes32.fromHex("06".repeat(32));

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void migratesOnceFromAnyOlderVersion(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables, 1);
            assertThat(count(tables, "hub_schema")).isEqualTo(1);
            Schema.migrate(tables);
            Schema.migrate(tables);
            assertThat(count(tables, "hub_schema")).isEqualTo(Schema.VERSION);
            assertThat(count(tables, "forwarding")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void twoNodesMayMigrateAtOnce(Dialect dialect) throws Exception {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
                ExecutorService nodes = Executors.newFixedThreadPool(2)) {
            // H2 has one process at a time, hence one node.
            int together = dialect == Dialect.H2 ? 1 : 2;
            for (Future<?> node : IntStream.range(0, together).mapToObj(n -> nodes.submit(() -> {
                Schema.migrate(tables);
                return null;
            })).toList()) {
                node.get();
            }
            assertThat(count(tables, "hub_schema")).isEqualTo(Schema.VERSION);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void refusesANewerSchema(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            execute(tables, "INSERT INTO hub_schema (version, name) VALUES (99, 'future')");
            assertThatThrownBy(() -> Schema.migrate(tables)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("schema version 99");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aDatabaseBelongsToOneNodeOnOneChain(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            Identity.claim(tables, NODE, REGTEST);
            assertThatCode(() -> Identity.claim(tables, NODE, REGTEST)).doesNotThrowAnyException();
            assertThatThrownBy(() -> Identity.claim(tables, OTHER, REGTEST))
                    .hasMessageContaining("belongs to node " + NODE).hasMessageContaining("this node is " + OTHER);
            assertThatThrownBy(() -> Identity.claim(tables, NODE, Bytes32.ZEROES))
                    .hasMessageContaining("belongs to the chain " + REGTEST);
            assertThatThrownBy(() -> execute(tables, "INSERT INTO hub_identity SELECT 2, node_id, chain_hash "
                    + "FROM hub_identity")).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theSecondWriterOfAnEventFails(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            insertEvent(tables, dialect, "channel-1", 7, "writer A");
            assertThatThrownBy(() -> insertEvent(tables, dialect, "channel-1", 7, "writer B"))
                    .satisfiesAnyOf(e -> assertThat(e).isInstanceOf(SQLIntegrityConstraintViolationException.class),
                            e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("23505"));
            insertEvent(tables, dialect, "channel-1", 8, "writer A");
            insertEvent(tables, dialect, "channel-2", 7, "writer B");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aFailedBatchDoesNotTellWhatWasInIt(Dialect dialect) throws SQLException {
        String sql = dialect.choose("INSERT INTO hub_schema (version, name) VALUES (1, CAST(? AS VARBINARY(9)))",
                "INSERT INTO hub_schema (version, name) VALUES (1, encode(?, 'hex'))");
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            Schema.migrate(tables);
            try (Connection connection = tables.getConnection();
                    PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setBytes(1, new byte[] {0x5e, (byte) 0xc2, (byte) 0xe7});
                insert.addBatch();
                assertThatThrownBy(insert::executeBatch).isInstanceOf(SQLException.class).satisfies(failure -> {
                    StringWriter text = new StringWriter();
                    failure.printStackTrace(new PrintWriter(text));
                    assertThat(text.toString()).containsIgnoringCase("hub_schema").doesNotContain("5ec2e7");
                });
            }
        }
    }

    private static void insertEvent(HikariDataSource tables, Dialect dialect, String id, long number, String writer)
            throws SQLException {
        String quote = dialect.choose("\"", "");
        String columns = String.join(quote + ", " + quote, "persistence_id", "sequence_number", "writer",
                "event_payload", "write_timestamp", "adapter_manifest", "event_ser_id", "event_ser_manifest");
        try (Connection connection = tables.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + quote + "event_journal" + quote
                        + " (" + quote + columns + quote + ") VALUES (?, ?, ?, ?, 0, '', 1, '')")) {
            insert.setString(1, id);
            insert.setLong(2, number);
            insert.setString(3, writer);
            insert.setBytes(4, new byte[] {1});
            insert.executeUpdate();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void saysWhenACommitIsNotDurable(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource()) {
            switch (dialect) {
                case H2 -> assertThat(Durability.warnings(tables)).singleElement().asString()
                        .contains("NOT safe against a loss of power");
                case POSTGRESQL -> {
                    assertThat(Durability.warnings(tables)).isEmpty();
                    execute(tables, "ALTER ROLE postgres IN DATABASE " + database(tables)
                            + " SET synchronous_commit = off");
                    tables.getHikariPoolMXBean().softEvictConnections();
                    assertThat(Durability.warnings(tables)).singleElement().asString()
                            .contains("synchronous_commit = off");
                }
            }
        }
    }

    private static String database(HikariDataSource tables) throws SQLException {
        try (Connection connection = tables.getConnection()) {
            return connection.getCatalog();
        }
    }

    private static void execute(HikariDataSource tables, String sql) throws SQLException {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(HikariDataSource tables, String table) throws SQLException {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
        }
    }
}
