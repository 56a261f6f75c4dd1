package lnhub.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A number in the database that only grows while a node runs. Compared with one kept outside it tells a database that
 * was restored from an older backup from the one that was left.
 */
public final class Epoch {
    private Epoch() {
    }

    /** @return 0 in a new database */
    public static long current(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT epoch FROM hub_epoch WHERE id = 1");
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** One more than it was, and more than {@code above}; several nodes may do so at once. */
    public static long advance(DataSource dataSource, long above) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String insert = Dialect.of(connection).choose(
                    "INSERT INTO hub_epoch (id, epoch) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM hub_epoch)",
                    "INSERT INTO hub_epoch (id, epoch) VALUES (1, 0) ON CONFLICT (id) DO NOTHING");
            try (PreparedStatement first = connection.prepareStatement(insert);
                    PreparedStatement update = connection.prepareStatement(
                            "UPDATE hub_epoch SET epoch = GREATEST(epoch, ?) + 1 WHERE id = 1")) {
                first.executeUpdate();
                update.setLong(1, above);
                update.executeUpdate();
            }
        }
        return current(dataSource);
    }

    /** From now on every persistent entity whose id begins so is lost, see {@link #lost}. */
    public static void declareLost(DataSource dataSource, String prefix) throws SQLException {
        String known = """
                INSERT INTO hub_lost_channel (persistence_id)
                SELECT id FROM (SELECT "persistence_id" AS id FROM "event_journal"
                        UNION SELECT "persistence_id" AS id FROM "snapshot") known
                WHERE id LIKE ? AND NOT EXISTS (SELECT 1 FROM hub_lost_channel lost WHERE lost.persistence_id = id)
                """;
        try (Connection connection = dataSource.getConnection()) {
            // In H2 the journal's names are quoted and thereby lower case.
            String sql = Dialect.of(connection).choose(known, known.replace("\"", ""));
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setString(1, prefix + "%");
                insert.executeUpdate();
            }
        }
    }

    /** The ids of entities whose state in this database may be older than what was done with it. */
    public static Set<String> lost(DataSource dataSource) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT persistence_id FROM hub_lost_channel");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
