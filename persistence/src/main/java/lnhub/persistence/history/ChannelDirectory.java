package lnhub.persistence.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** Every channel there ever was, one row each, written by the channels themselves: to be listed without waking them. */
public final class ChannelDirectory {
    public static final int MAX_LIMIT = 10_000;

    private static final String COLUMNS =
            "entity_id, revision, channel_id, peer, short_channel_id, capacity_sat, state, closed";
    private static final String UPDATES = "revision = added.revision, channel_id = added.channel_id, "
            + "peer = added.peer, short_channel_id = added.short_channel_id, capacity_sat = added.capacity_sat, "
            + "state = added.state, closed = added.closed";

    /**
     * A channel as it was after one of its events.
     *
     * @param entityId  of the channel's entity, at most 255 characters
     * @param revision  the event's sequence number: a late report does not undo a newer one
     * @param channelId temporary until funded (BOLT 2, "Definition of channel_id")
     * @param state     name of its state, at most 64 characters
     */
    public record Listing(String entityId, long revision, Bytes32 channelId, PublicKey peer,
            Optional<ShortChannelId> shortChannelId, long capacitySat, String state, boolean closed) {
    }

    private final DataSource dataSource;

    public ChannelDirectory(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Adds or replaces, unless a newer revision is there. */
    public void put(Listing listing) throws SQLException {
        Sql.transaction(dataSource, connection -> Sql.update(connection, putSql(Dialect.of(connection)),
                listing.entityId(), listing.revision(), listing.channelId().unsafeArray(),
                listing.peer().unsafeArray(), listing.shortChannelId().map(ShortChannelId::value).orElse(null),
                listing.capacitySat(), listing.state(), listing.closed()));
    }

    private static String putSql(Dialect dialect) {
        return dialect.choose("MERGE INTO channel_directory AS old USING (VALUES (CAST(? AS VARCHAR(255)), "
                        + "CAST(? AS BIGINT), CAST(? AS VARBINARY(32)), CAST(? AS VARBINARY(33)), CAST(? AS BIGINT), "
                        + "CAST(? AS BIGINT), CAST(? AS VARCHAR(64)), CAST(? AS BOOLEAN))) AS added (" + COLUMNS + ") "
                        + "ON old.entity_id = added.entity_id WHEN MATCHED AND old.revision <= added.revision "
                        + "THEN UPDATE SET " + UPDATES + " WHEN NOT MATCHED THEN INSERT (" + COLUMNS
                        + ") VALUES (added." + COLUMNS.replace(", ", ", added.") + ")",
                "INSERT INTO channel_directory AS old (" + COLUMNS
                        + ") VALUES (?, ?, ?, ?, CAST(? AS BIGINT), ?, ?, ?) "
                        + "ON CONFLICT (entity_id) DO UPDATE SET " + UPDATES.replace("added.", "excluded.")
                        + " WHERE old.revision <= excluded.revision");
    }

    /**
     * Channels that are closed, or those that are not, by entity id.
     *
     * @param after the last entity id of the page before, "" for the first page
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public List<Listing> page(boolean closed, String after, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_directory WHERE closed = ? AND entity_id > ? "
                + "ORDER BY entity_id FETCH FIRST ? ROWS ONLY", ChannelDirectory::read, closed, after, limit);
    }

    /** The channels with one peer, open and closed, paged as in {@link #page}. */
    public List<Listing> ofPeer(PublicKey peer, String after, int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_LIMIT);
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_directory WHERE peer = ? AND entity_id > ? "
                + "ORDER BY entity_id FETCH FIRST ? ROWS ONLY", ChannelDirectory::read,
                peer.unsafeArray(), after, limit);
    }

    public Optional<Listing> byChannelId(Bytes32 channelId) throws SQLException {
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_directory WHERE channel_id = ? "
                + "ORDER BY closed FETCH FIRST 1 ROWS ONLY", ChannelDirectory::read, channelId.unsafeArray())
                .stream().findFirst();
    }

    public Optional<Listing> get(String entityId) throws SQLException {
        return Sql.query(dataSource, "SELECT " + COLUMNS + " FROM channel_directory WHERE entity_id = ?",
                ChannelDirectory::read, entityId).stream().findFirst();
    }

    private static Listing read(ResultSet row) throws SQLException {
        long scid = row.getLong(5);
        Optional<ShortChannelId> shortChannelId = row.wasNull()
                ? Optional.empty() : Optional.of(new ShortChannelId(scid));
        return new Listing(row.getString(1), row.getLong(2), Bytes32.wrap(row.getBytes(3)),
                PublicKey.wrap(row.getBytes(4)), shortChannelId, row.getLong(6), row.getString(7), row.getBoolean(8));
    }
}
