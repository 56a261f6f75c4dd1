package lnhub.persistence.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Creates the tables and brings older ones up to date: numbered SQL files, each applied once and recorded in
 * {@code hub_schema}. A file that was released is never edited; the next change is the next file.
 */
public final class Schema {
    private static final List<String> MIGRATIONS = List.of("001-journal.sql", "002-hub.sql", "003-operator.sql",
            "004-epoch.sql", "005-revoked.sql", "006-wallet.sql");

    /** The version this build writes. */
    public static final int VERSION = MIGRATIONS.size();

    /** Any number; two nodes that start at once take turns on it. */
    private static final long MIGRATION_LOCK = 0x6c6e687562L;

    private Schema() {
    }

    /**
     * Safe to call at every start and by several nodes at once.
     *
     * @throws IllegalStateException when a newer build has already changed the tables
     */
    public static void migrate(DataSource dataSource) throws SQLException {
        migrate(dataSource, VERSION);
    }

    /** To a certain version, so that tests can start from an older one. */
    static void migrate(DataSource dataSource, int version) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                migrate(connection, version);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void migrate(Connection connection, int version) throws SQLException {
        Dialect dialect = Dialect.of(connection);
        try (Statement statement = connection.createStatement()) {
            if (dialect == Dialect.POSTGRESQL) {
                statement.execute("SELECT pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
            }
            statement.execute("CREATE TABLE IF NOT EXISTS hub_schema (version INTEGER PRIMARY KEY, "
                    + "name VARCHAR(100) NOT NULL, "
                    + "applied TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL)");
        }
        int current = current(connection);
        if (current > VERSION) {
            throw new IllegalStateException("the database has schema version " + current + ", this build knows up to "
                    + VERSION + ": a newer build has used it; run that one");
        }
        for (int next = current + 1; next <= version; next++) {
            apply(connection, dialect, next);
        }
    }

    private static void apply(Connection connection, Dialect dialect, int version) throws SQLException {
        String name = MIGRATIONS.get(version - 1);
        try (Statement statement = connection.createStatement()) {
            // H2 commits after each DDL statement, so its files say IF NOT EXISTS and can be applied again.
            for (String sql : read(dialect.folder() + "/" + name).split(";\\s*\\R")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO hub_schema (version, name) VALUES (?, ?)")) {
            insert.setInt(1, version);
            insert.setString(2, name);
            insert.executeUpdate();
        }
    }

    private static int current(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM hub_schema")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String read(String file) {
        try (InputStream stream = Schema.class.getResourceAsStream("/lnhub/persistence/schema/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("the migration " + file + " is missing from this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the migration " + file + " cannot be read", e);
        }
    }
}
