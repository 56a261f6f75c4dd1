package lnhub.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Who may decide something alone for some time, by the database's clock. A lease ends by itself. */
public final class Leases {
    private final DataSource dataSource;

    public Leases(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** @return whether it is the owner's now: nobody else has it, or has had it for longer than it was asked for */
    public boolean acquire(String name, String owner, Duration atMost) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String until = "CURRENT_TIMESTAMP + CAST(? AS INTEGER) * INTERVAL '1' SECOND";
            try (PreparedStatement update = connection.prepareStatement("UPDATE hub_lease SET owner = ?, until = "
                    + until + " WHERE name = ? AND (owner = ? OR until < CURRENT_TIMESTAMP)")) {
                update.setString(1, owner);
                update.setLong(2, atMost.toSeconds());
                update.setString(3, name);
                update.setString(4, owner);
                if (update.executeUpdate() == 1) {
                    return true;
                }
            }
            return insert(connection, name, owner, atMost, until);
        }
    }

    private static boolean insert(Connection connection, String name, String owner, Duration atMost, String until)
            throws SQLException {
        String sql = Dialect.of(connection).choose(
                "INSERT INTO hub_lease (name, owner, until) SELECT ?, ?, " + until
                        + " WHERE NOT EXISTS (SELECT 1 FROM hub_lease WHERE name = ?)",
                "INSERT INTO hub_lease (name, owner, until) SELECT ?, ?, " + until
                        + " WHERE NOT EXISTS (SELECT 1 FROM hub_lease WHERE name = ?) ON CONFLICT (name) DO NOTHING");
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, name);
            insert.setString(2, owner);
            insert.setLong(3, atMost.toSeconds());
            insert.setString(4, name);
            return insert.executeUpdate() == 1;
        }
    }

    /** Gives it back; nothing happens when it is another's. */
    public void release(String name, String owner) throws SQLException {
        try (Connection connection = dataSource.getConnection(); PreparedStatement delete =
                connection.prepareStatement("DELETE FROM hub_lease WHERE name = ? AND owner = ?")) {
            delete.setString(1, name);
            delete.setString(2, owner);
            delete.executeUpdate();
        }
    }
}
