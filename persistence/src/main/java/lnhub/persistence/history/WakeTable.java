package lnhub.persistence.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.protocol.units.Bytes32;

/**
 * What can wake a sleeping channel: its outputs on chain, its nearest deadline, a debt to another channel.
 * A channel puts its row here before it goes to sleep, and may only sleep once that has returned; something that is
 * always awake asks at each block. A row that wakes a channel too often costs time; a missing row costs money.
 */
public final class WakeTable {
    public static final int MAX_LIMIT = 10_000;
    /** A commitment has at most 966 HTLCs (BOLT 2, max_accepted_htlcs); both sides' outputs fit generously. */
    public static final int MAX_OUTPUTS = 4_096;

    private static final int CHUNK = 500;

    /** A transaction output to watch; the txid in internal byte order. */
    public record Output(Bytes32 txid, int index) {
    }

    /**
     * What one channel waits for.
     *
     * @param revision       the sequence number of its last event: a late report does not undo a newer one
     * @param deadlineHeight block height at which it must be awake at the latest
     * @param debt           it owes another channel or the chain something that must be repeated until acknowledged
     */
    public record Wake(String entityId, long revision, Set<Output> outputs, OptionalLong deadlineHeight,
            boolean debt) {
        public Wake {
            outputs = Set.copyOf(outputs);
            if (outputs.size() > MAX_OUTPUTS) {
                throw new IllegalArgumentException(entityId + " wants " + outputs.size() + " outputs watched; "
                        + "allowed are " + MAX_OUTPUTS);
            }
        }
    }

    private final DataSource dataSource;

    public WakeTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Replaces the channel's row and outputs. @return false when a newer revision is there and stays */
    public boolean put(Wake wake) throws SQLException {
        return Sql.transaction(dataSource, connection -> {
            Long deadline = wake.deadlineHeight().isPresent() ? wake.deadlineHeight().getAsLong() : null;
            int changed = Sql.update(connection, putSql(Dialect.of(connection)), wake.entityId(), wake.revision(),
                    deadline, wake.debt());
            if (changed == 0) {
                return false;
            }
            Sql.update(connection, "DELETE FROM wake_output WHERE entity_id = ?", wake.entityId());
            insertOutputs(connection, wake);
            return true;
        });
    }

    private static String putSql(Dialect dialect) {
        String columns = "entity_id, revision, deadline_height, debt";
        return dialect.choose("MERGE INTO wake AS old USING (VALUES (CAST(? AS VARCHAR(255)), CAST(? AS BIGINT), "
                        + "CAST(? AS BIGINT), CAST(? AS BOOLEAN))) AS added (" + columns + ") "
                        + "ON old.entity_id = added.entity_id WHEN MATCHED AND old.revision <= added.revision THEN "
                        + "UPDATE SET revision = added.revision, deadline_height = added.deadline_height, "
                        + "debt = added.debt WHEN NOT MATCHED THEN INSERT (" + columns
                        + ") VALUES (added." + columns.replace(", ", ", added.") + ")",
                "INSERT INTO wake AS old (" + columns + ") VALUES (?, ?, CAST(? AS BIGINT), ?) "
                        + "ON CONFLICT (entity_id) DO UPDATE SET revision = excluded.revision, "
                        + "deadline_height = excluded.deadline_height, debt = excluded.debt "
                        + "WHERE old.revision <= excluded.revision");
    }

    private static void insertOutputs(Connection connection, Wake wake) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO wake_output (entity_id, txid, output_index) VALUES (?, ?, ?)")) {
            for (Output output : wake.outputs()) {
                Sql.bind(insert, wake.entityId(), output.txid().unsafeArray(), output.index());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** For a channel that is closed and buried: nothing can wake it any more. */
    public void remove(String entityId) throws SQLException {
        Sql.transaction(dataSource,
                connection -> Sql.update(connection, "DELETE FROM wake WHERE entity_id = ?", entityId));
    }

    /** The channels that watch any of these outputs, such as all that one block spends. */
    public Set<String> watching(Collection<Output> outputs) throws SQLException {
        Set<Output> asked = Set.copyOf(outputs);
        List<byte[]> txids = new ArrayList<>();
        outputs.stream().map(Output::txid).distinct().forEach(txid -> txids.add(txid.unsafeArray()));
        Set<String> entities = new HashSet<>();
        for (int from = 0; from < txids.size(); from += CHUNK) {
            List<byte[]> chunk = txids.subList(from, Math.min(from + CHUNK, txids.size()));
            // Always the same number of marks, so that one prepared statement serves all.
            Object[] parameters = new Object[CHUNK];
            Arrays.setAll(parameters, i -> chunk.get(Math.min(i, chunk.size() - 1)));
            Sql.query(dataSource, WATCHING, row -> asked.contains(
                    new Output(Bytes32.wrap(row.getBytes(2)), row.getInt(3))) ? row.getString(1) : "", parameters)
                    .stream().filter(entity -> !entity.isEmpty()).forEach(entities::add);
        }
        return entities;
    }

    private static final String WATCHING = "SELECT entity_id, txid, output_index FROM wake_output WHERE txid IN ("
            + "?, ".repeat(CHUNK - 1) + "?)";

    /**
     * The channels that must be awake at a height, by entity id.
     *
     * @param after the last entity id of the page before, "" for the first page
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public List<String> due(long height, String after, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        return Sql.query(dataSource, "SELECT entity_id FROM wake WHERE deadline_height <= ? AND entity_id > ? "
                + "ORDER BY entity_id FETCH FIRST ? ROWS ONLY", row -> row.getString(1), height, after, limit);
    }

    /** The channels that owe something, by entity id, paged as in {@link #due}. */
    public List<String> indebted(String after, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        return Sql.query(dataSource, "SELECT entity_id FROM wake WHERE debt = TRUE AND entity_id > ? "
                + "ORDER BY entity_id FETCH FIRST ? ROWS ONLY", row -> row.getString(1), after, limit);
    }
}
