package lnhub.persistence.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;

/** What the operator asks for forwarding through single channels, where it is not the node's default. */
public final class ChannelPolicies {
    public static final int MAX_LIMIT = 10_000;

    private static final String COLUMNS = "entity_id, fee_base_msat, fee_proportional_millionths, cltv_expiry_delta, "
            + "htlc_minimum_msat, htlc_maximum_msat";

    /** Fields as in channel_update (BOLT 7). @param entityId of the channel's entity, at most 255 characters */
    public record Policy(String entityId, long feeBaseMsat, long feeProportionalMillionths, int cltvExpiryDelta,
            long htlcMinimumMsat, long htlcMaximumMsat) {
    }

    private final DataSource dataSource;

    public ChannelPolicies(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds or replaces them: all or, when it fails, none. */
    public void put(List<Policy> policies) throws SQLException {
        Sql.transaction(dataSource, connection -> {
            String sql = putSql(Dialect.of(connection));
            for (Policy policy : policies) {
                Sql.update(connection, sql, policy.entityId(), policy.feeBaseMsat(),
                        policy.feeProportionalMillionths(), policy.cltvExpiryDelta(), policy.htlcMinimumMsat(),
                        policy.htlcMaximumMsat());
            }
            return policies.size();
        });
    }

    private static String putSql(Dialect dialect) {
        return dialect.choose("MERGE INTO channel_policy (" + COLUMNS + ") KEY (entity_id) VALUES (?, ?, ?, ?, ?, ?)",
                "INSERT INTO channel_policy (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (entity_id) "
                        + "DO UPDATE SET fee_base_msat = excluded.fee_base_msat, "
                        + "fee_proportional_millionths = excluded.fee_proportional_millionths, "
                        + "cltv_expiry_delta = excluded.cltv_expiry_delta, "
                        + "htlc_minimum_msat = excluded.htlc_minimum_msat, "
                        + "htlc_maximum_msat = excluded.htlc_maximum_msat");
    }

    /**
     * All of them, by entity id.
     *
     * @param after the last entity id of the page before, "" for the first page
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public List<Policy> page(String after, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_policy WHERE entity_id > ? "
                + "ORDER BY entity_id FETCH FIRST ? ROWS ONLY", ChannelPolicies::read, after, limit);
    }

    private static Policy read(ResultSet row) throws SQLException {
        return new Policy(row.getString(1), row.getLong(2), row.getLong(3), row.getInt(4), row.getLong(5),
                row.getLong(6));
    }
}
