package lnhub.persistence.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** How channels end and have ended, one row each, from the moment that is known: a channel itself forgets it. */
public final class ChannelClosings {
    public static final int MAX_LIMIT = 10_000;

    private static final String COLUMNS = "entity_id, revision, funding_txid, funding_index, peer, short_channel_id, "
            + "capacity_sat, initiator, kind, txid, height, settled_sat, ended";
    private static final String UPDATES = "revision = added.revision, short_channel_id = added.short_channel_id, "
            + "kind = added.kind, txid = added.txid, height = added.height, settled_sat = added.settled_sat, "
            + "ended = added.ended";

    /**
     * A channel's end.
     *
     * @param entityId   of the channel's entity, at most 255 characters
     * @param revision   the sequence number of its last event: a late report does not undo a newer one
     * @param kind       its name, at most 64 characters
     * @param txid       of the transaction that spends the funding output; zero when there is none
     * @param height     of that transaction's block, 0 before it is known
     * @param settledSat what that transaction pays to our wallet
     * @param ended      whether the channel is over for good
     */
    public record Closing(String entityId, long revision, OutPoint funding, PublicKey peer,
            Optional<ShortChannelId> shortChannelId, long capacitySat, boolean initiator, String kind, Bytes32 txid,
            int height, long settledSat, boolean ended) {
    }

    private final DataSource dataSource;

    public ChannelClosings(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds or replaces, unless a newer revision is there. */
    public void put(Closing closing) throws SQLException {
        Sql.transaction(dataSource, connection -> Sql.update(connection, putSql(Dialect.of(connection)),
                closing.entityId(), closing.revision(), closing.funding().txid().unsafeArray(),
                closing.funding().index(), closing.peer().unsafeArray(),
                closing.shortChannelId().map(ShortChannelId::value).orElse(null), closing.capacitySat(),
                closing.initiator(), closing.kind(), closing.txid().unsafeArray(), closing.height(),
                closing.settledSat(), closing.ended()));
    }

    private static String putSql(Dialect dialect) {
        return dialect.choose("MERGE INTO channel_closing AS old USING (VALUES (CAST(? AS VARCHAR(255)), "
                        + "CAST(? AS BIGINT), CAST(? AS VARBINARY(32)), CAST(? AS INTEGER), CAST(? AS VARBINARY(33)), "
                        + "CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BOOLEAN), CAST(? AS VARCHAR(64)), "
                        + "CAST(? AS VARBINARY(32)), CAST(? AS INTEGER), CAST(? AS BIGINT), CAST(? AS BOOLEAN))) "
                        + "AS added (" + COLUMNS + ") ON old.entity_id = added.entity_id "
                        + "WHEN MATCHED AND old.revision <= added.revision THEN UPDATE SET " + UPDATES
                        + " WHEN NOT MATCHED THEN INSERT (" + COLUMNS + ") VALUES (added."
                        + COLUMNS.replace(", ", ", added.") + ")",
                "INSERT INTO channel_closing AS old (" + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, CAST(? AS BIGINT), ?, ?, ?, ?, ?, ?, ?) "
                        + "ON CONFLICT (entity_id) DO UPDATE SET " + UPDATES.replace("added.", "excluded.")
                        + " WHERE old.revision <= excluded.revision");
    }

    public Optional<Closing> get(String entityId) throws SQLException {
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_closing WHERE entity_id = ?",
                ChannelClosings::read, entityId).stream().findFirst();
    }

    /** Of the channel with this funding output. Reads the whole table: for what is asked rarely. */
    public Optional<Closing> get(OutPoint funding) throws SQLException {
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_closing WHERE funding_txid = ? "
                + "AND funding_index = ?", ChannelClosings::read, funding.txid().unsafeArray(), funding.index())
                .stream().findFirst();
    }

    /**
     * The channels that have ended, by entity id.
     *
     * @param after the last entity id of the page before, "" for the first page
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public List<Closing> ended(String after, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_closing WHERE ended = TRUE "
                + "AND entity_id > ? ORDER BY entity_id FETCH FIRST ? ROWS ONLY", ChannelClosings::read, after, limit);
    }

    private static Closing read(ResultSet row) throws SQLException {
        long scid = row.getLong(6);
        Optional<ShortChannelId> shortChannelId = row.wasNull()
                ? Optional.empty() : Optional.of(new ShortChannelId(scid));
        return new Closing(row.getString(1), row.getLong(2),
                new OutPoint(Bytes32.wrap(row.getBytes(3)), row.getInt(4)), PublicKey.wrap(row.getBytes(5)),
                shortChannelId, row.getLong(7), row.getBoolean(8), row.getString(9), Bytes32.wrap(row.getBytes(10)),
                row.getInt(11), row.getLong(12), row.getBoolean(13));
    }
}
