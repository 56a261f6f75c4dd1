package lnhub.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The processes that run this node, as far as the database has heard of them: whoever starts learns from it whom to
 * join. It helps to find each other and nothing more; that two clusters of one node cannot both sign is held by the
 * journal. All times are the database's.
 */
public final class Processes {
    /** Any number; processes that start at once take turns on it. */
    private static final long START_LOCK = 0x6c6e687563L;

    /** Not yet, or already a member of the node's cluster. */
    public enum Stage { STARTING, MEMBER }

    /**
     * One process.
     *
     * @param id      of its data folder, the same after a restart
     * @param address of its actor system; empty for one that is alone and takes nobody in
     * @param silent  for how long it has not been heard of
     */
    public record Row(String id, String address, Stage stage, Duration silent) {
    }

    private final DataSource dataSource;

    public Processes(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Says that this process starts, in place of an earlier one with the same data folder.
     *
     * @return all processes, this one too, in the order in which they started
     */
    public List<Row> start(String id, String address) throws SQLException {
        return inTurn(connection -> {
            delete(connection, id);
            insert(connection, id, address);
            return all(connection);
        });
    }

    /**
     * One side of a cluster that has parted strikes the other side's members off, unless that was faster.
     *
     * @param self the address of a member
     * @param side of all members on its side, its own too
     * @return false when this member was struck off itself: it must not go on
     */
    public boolean goOnWith(String self, Set<String> side) throws SQLException {
        return inTurn(connection -> {
            List<Row> members = all(connection).stream().filter(row -> row.stage() == Stage.MEMBER).toList();
            if (members.stream().noneMatch(row -> row.address().equals(self))) {
                return false;
            }
            for (Row member : members) {
                if (!side.contains(member.address())) {
                    delete(connection, member.id());
                }
            }
            return true;
        });
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T inTurn(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection);
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        if (Dialect.of(connection) == Dialect.POSTGRESQL) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + START_LOCK + ")");
            }
        }
    }

    private static void insert(Connection connection, String id, String address) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO hub_process "
                + "(id, address, stage, started_at, heard_at) "
                + "VALUES (?, ?, ?, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)")) {
            insert.setString(1, id);
            insert.setString(2, address);
            insert.setString(3, Stage.STARTING.name());
            insert.executeUpdate();
        }
    }

    private static void delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM hub_process WHERE id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** In the order in which they started. */
    public List<Row> all() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return all(connection);
        }
    }

    private static List<Row> all(Connection connection) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT id, address, stage, "
                + "EXTRACT(EPOCH FROM CURRENT_TIMESTAMP - heard_at) FROM hub_process ORDER BY started_at, id");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(row.getString(1), row.getString(2), Stage.valueOf(row.getString(3)),
                        Duration.ofMillis((long) (row.getDouble(4) * 1000))));
            }
        }
        return rows;
    }

    /** @return false when others go on without this process: its row is gone */
    public boolean heard(String id, Stage stage) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE hub_process SET heard_at = CURRENT_TIMESTAMP, stage = ? WHERE id = ?")) {
            update.setString(1, stage.name());
            update.setString(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /** This process has ended. */
    public void gone(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            delete(connection, id);
        }
    }
}
