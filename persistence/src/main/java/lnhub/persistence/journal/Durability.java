package lnhub.persistence.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Whether a committed event survives a loss of power. A node that forgets a revocation it has sent can lose a
 * channel's money, so this is asked at every start.
 */
public final class Durability {
    private static final String H2_WARNING = "The embedded H2 database survives a crash of this process but is NOT "
            + "safe against a loss of power: it does not flush every commit to the disk, and an event lost after its "
            + "message was sent can cost a channel's whole balance. Use PostgreSQL for real money.";

    private Durability() {
    }

    /** What is wrong, as text for the operator; empty when commits are durable. */
    public static List<String> warnings(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return switch (Dialect.of(connection)) {
                case H2 -> List.of(H2_WARNING);
                case POSTGRESQL -> postgres(connection);
            };
        }
    }

    private static List<String> postgres(Connection connection) throws SQLException {
        List<String> warnings = new ArrayList<>();
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + setting)) {
                row.next();
                String value = row.getString(1);
                if (value.equals("off")) {
                    warnings.add("PostgreSQL runs with " + setting + " = off: a crash or loss of power can lose "
                            + "committed events, and with them a channel's balance. Set it to on.");
                }
            }
        }
        return warnings;
    }
}
