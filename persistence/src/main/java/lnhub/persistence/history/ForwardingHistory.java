package lnhub.persistence.history;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.protocol.units.Bytes32;

/** Forwards that earned their fee, one row each, keyed by the incoming HTLC. */
public final class ForwardingHistory {
    /** As many as lnd's ForwardingHistory answers at once. */
    public static final int MAX_LIMIT = 50_000;

    private static final int BATCH = 1_000;
    private static final String COLUMNS = "incoming_channel, incoming_htlc, outgoing_channel, "
            + "amount_in_msat, amount_out_msat, resolved_ms";

    /**
     * A settled forward.
     *
     * @param incomingChannel our reference of the channel it came in by; with {@code incomingHtlc} the key
     * @param resolvedMs      milliseconds since 1970 when the preimage was known
     */
    public record Forward(Bytes32 incomingChannel, long incomingHtlc, Bytes32 outgoingChannel, long amountInMsat,
            long amountOutMsat, long resolvedMs) {
        public long feeMsat() {
            return amountInMsat - amountOutMsat;
        }
    }

    /** Sums over a span of time. */
    public record Totals(long forwards, long amountInMsat, long amountOutMsat) {
        public long feeMsat() {
            return amountInMsat - amountOutMsat;
        }
    }

    private final DataSource dataSource;

    public ForwardingHistory(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds what is not there yet: the same forwards may be reported again after a crash. */
    public void insert(List<Forward> forwards) throws SQLException {
        for (int from = 0; from < forwards.size(); from += BATCH) {
            List<Forward> batch = forwards.subList(from, Math.min(from + BATCH, forwards.size()));
            Sql.transaction(dataSource, connection -> {
                Dialect dialect = Dialect.of(connection);
                try (PreparedStatement insert = connection.prepareStatement(insertSql(dialect))) {
                    for (Forward forward : batch) {
                        bind(insert, forward);
                        insert.addBatch();
                    }
                    return insert.executeBatch();
                }
            });
        }
    }

    private static String insertSql(Dialect dialect) {
        return dialect.choose("MERGE INTO forwarding USING (VALUES (CAST(? AS VARBINARY(32)), CAST(? AS BIGINT), "
                        + "CAST(? AS VARBINARY(32)), CAST(? AS BIGINT), CAST(? AS BIGINT), "
                        + "CAST(? AS BIGINT))) AS added (" + COLUMNS + ") "
                        + "ON forwarding.incoming_channel = added.incoming_channel "
                        + "AND forwarding.incoming_htlc = added.incoming_htlc WHEN NOT MATCHED THEN INSERT (" + COLUMNS
                        + ") VALUES (added." + COLUMNS.replace(", ", ", added.") + ")",
                "INSERT INTO forwarding (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?) "
                        + "ON CONFLICT (incoming_channel, incoming_htlc) DO NOTHING");
    }

    private static void bind(PreparedStatement insert, Forward forward) throws SQLException {
        Sql.bind(insert, forward.incomingChannel().unsafeArray(), forward.incomingHtlc(),
                forward.outgoingChannel().unsafeArray(), forward.amountInMsat(), forward.amountOutMsat(),
                forward.resolvedMs());
    }

    /**
     * Forwards in the order of their time, as lnd's ForwardingHistory pages them.
     *
     * @param fromMs inclusive
     * @param toMs   exclusive
     * @param offset how many forwards of that span to skip
     * @param limit  1 to {@link #MAX_LIMIT}
     */
    public List<Forward> page(long fromMs, long toMs, long offset, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        // The inner query touches the index only, so that a deep offset does not read the rows it skips.
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM (SELECT resolved_ms AS at_ms, number AS at_number "
                + "FROM forwarding WHERE resolved_ms >= ? AND resolved_ms < ? ORDER BY resolved_ms, number "
                + "OFFSET ? ROWS FETCH NEXT ? ROWS ONLY) AS page "
                + "JOIN forwarding ON resolved_ms = at_ms AND number = at_number ORDER BY at_ms, at_number",
                ForwardingHistory::read, fromMs, toMs, offset, limit);
    }

    /** Sums from {@code fromMs} inclusive to {@code toMs} exclusive. */
    public Totals totals(long fromMs, long toMs) throws SQLException {
        return Sql.query(dataSource, "SELECT COUNT(*), COALESCE(SUM(amount_in_msat), 0), "
                + "COALESCE(SUM(amount_out_msat), 0) FROM forwarding WHERE resolved_ms >= ? AND resolved_ms < ?",
                row -> new Totals(row.getLong(1), row.getBigDecimal(2).longValueExact(),
                        row.getBigDecimal(3).longValueExact()), fromMs, toMs).getFirst();
    }

    private static Forward read(ResultSet row) throws SQLException {
        return new Forward(Bytes32.wrap(row.getBytes(1)), row.getLong(2), Bytes32.wrap(row.getBytes(3)),
                row.getLong(4), row.getLong(5), row.getLong(6));
    }
}
