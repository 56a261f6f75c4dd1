package lnhub.persistence.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The HTLCs of revoked commitments, kept until their channel is closed and buried: without them the HTLC outputs of a
 * revoked commitment cannot be recognised, and so not be taken (BOLT 5, "Revoked Transaction Close Handling"). Records
 * of a channel are numbered from 0 and stored in chunks, one row each: with 64 records in a chunk, table and indexes
 * together take less than 50 bytes per HTLC on PostgreSQL, and 500 rows that are deleted are 32,000 HTLCs.
 */
public final class RevokedHtlcs {
    /** Records in one chunk, at most. */
    public static final int MAX_RECORDS = 1_024;
    /**
     * Chunks that may hold HTLCs of one commitment. It has at most 966 HTLCs (BOLT 2, max_accepted_htlcs), hence at
     * most as many chunks unless records claim many more commitments than their HTLC was in.
     */
    public static final int MAX_CHUNKS = 4_096;
    /** Rows that one transaction may delete. */
    public static final int MAX_SLICE = 10_000;

    private static final String COLUMNS = "channel, first_index, lowest_number, highest_number, records";

    private final DataSource dataSource;

    public RevokedHtlcs(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Adds a chunk; the same one may be stored again.
     *
     * @param firstIndex the number of the first of the records in its channel
     * @param records    1 to {@link #MAX_RECORDS}
     * @throws IllegalStateException when other records are stored under that index
     */
    public void store(Bytes32 channel, long firstIndex, List<RevokedHtlc> records) throws SQLException {
        if (firstIndex < 0 || records.isEmpty() || records.size() > MAX_RECORDS) {
            throw new IllegalArgumentException(records.size() + " revoked HTLCs from index " + firstIndex
                    + "; allowed are 1 to " + MAX_RECORDS + " from 0 on");
        }
        Sql.transaction(dataSource, connection -> insert(connection, channel, firstIndex, records));
    }

    /** @return whether it was added, and not there already */
    static boolean insert(Connection connection, Bytes32 channel, long firstIndex, List<RevokedHtlc> records)
            throws SQLException {
        Bytes encoded = RevokedHtlc.encode(records);
        long lowest = records.stream().mapToLong(RevokedHtlc::firstNumber).min().orElseThrow();
        long highest = records.stream().mapToLong(RevokedHtlc::lastNumber).max().orElseThrow();
        if (Sql.update(connection, insertSql(Dialect.of(connection)), channel.unsafeArray(), firstIndex, lowest,
                highest, encoded.unsafeArray()) == 1) {
            return true;
        }
        List<Bytes> stored = Sql.query(connection, "SELECT records FROM revoked_htlcs WHERE channel = ? "
                + "AND first_index = ?", row -> Bytes.wrap(row.getBytes(1)), channel.unsafeArray(), firstIndex);
        if (!stored.equals(List.of(encoded))) {
            throw new IllegalStateException("channel " + channel + " has other revoked HTLCs stored at index "
                    + firstIndex);
        }
        return false;
    }

    private static String insertSql(Dialect dialect) {
        return dialect.choose("MERGE INTO revoked_htlcs AS old USING (VALUES (CAST(? AS VARBINARY(32)), "
                        + "CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS VARBINARY(65536)))) "
                        + "AS added (" + COLUMNS + ") ON old.channel = added.channel "
                        + "AND old.first_index = added.first_index WHEN NOT MATCHED THEN INSERT (" + COLUMNS
                        + ") VALUES (added." + COLUMNS.replace(", ", ", added.") + ")",
                "INSERT INTO revoked_htlcs (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?) "
                        + "ON CONFLICT (channel, first_index) DO NOTHING");
    }

    /**
     * The stored HTLCs that one of the peer's commitments contained, in the order of their index.
     *
     * @throws IllegalStateException when more than {@link #MAX_CHUNKS} chunks may hold some
     */
    public List<RevokedHtlc> load(Bytes32 channel, long commitmentNumber) throws SQLException {
        List<List<RevokedHtlc>> chunks = Sql.query(dataSource, "SELECT records FROM revoked_htlcs WHERE channel = ? "
                + "AND lowest_number <= ? AND highest_number >= ? ORDER BY first_index FETCH FIRST ? ROWS ONLY",
                row -> RevokedHtlc.decode(Bytes.wrap(row.getBytes(1))).stream()
                        .filter(htlc -> htlc.isIn(commitmentNumber)).toList(),
                channel.unsafeArray(), commitmentNumber, commitmentNumber, MAX_CHUNKS + 1);
        if (chunks.size() > MAX_CHUNKS) {
            throw new IllegalStateException("more than " + MAX_CHUNKS + " chunks of channel " + channel
                    + " may hold HTLCs of commitment " + commitmentNumber);
        }
        List<RevokedHtlc> htlcs = new ArrayList<>();
        chunks.forEach(htlcs::addAll);
        return List.copyOf(htlcs);
    }

    /** Nothing of this channel will be asked for or stored again; {@link #deleteSome} may have it. One small write. */
    public void forget(Bytes32 channel) throws SQLException {
        Sql.transaction(dataSource, connection -> Sql.update(connection, forgetSql(Dialect.of(connection)),
                channel.unsafeArray()));
    }

    private static String forgetSql(Dialect dialect) {
        return dialect.choose("MERGE INTO revoked_dropped AS old USING (VALUES (CAST(? AS VARBINARY(32)))) "
                        + "AS added (channel) ON old.channel = added.channel "
                        + "WHEN NOT MATCHED THEN INSERT (channel) VALUES (added.channel)",
                "INSERT INTO revoked_dropped (channel) VALUES (?) ON CONFLICT (channel) DO NOTHING");
    }

    /**
     * Deletes a slice of one forgotten channel, in one transaction.
     *
     * @param limit rows, 1 to {@link #MAX_SLICE}
     * @return whether something is left of any forgotten channel
     */
    public boolean deleteSome(int limit) throws SQLException {
        Sql.requireLimit(limit, MAX_SLICE);
        return Sql.transaction(dataSource, connection -> {
            List<byte[]> dropped = nextDropped(connection);
            if (dropped.isEmpty()) {
                return false;
            }
            deleteSlice(connection, dropped.getFirst(), limit);
            return !nextDropped(connection).isEmpty();
        });
    }

    private static List<byte[]> nextDropped(Connection connection) throws SQLException {
        return Sql.query(connection, "SELECT channel FROM revoked_dropped ORDER BY channel FETCH FIRST 1 ROW ONLY",
                row -> row.getBytes(1));
    }

    private static void deleteSlice(Connection connection, byte[] channel, int limit) throws SQLException {
        List<Long> beyond = Sql.query(connection, "SELECT first_index FROM revoked_htlcs WHERE channel = ? "
                + "ORDER BY first_index OFFSET ? ROWS FETCH NEXT 1 ROW ONLY", row -> row.getLong(1), channel, limit);
        long end = beyond.isEmpty() ? Long.MAX_VALUE : beyond.getFirst();
        Sql.update(connection, "DELETE FROM revoked_htlcs WHERE channel = ? AND first_index < ?", channel, end);
        if (beyond.isEmpty()) {
            Sql.update(connection, "DELETE FROM revoked_dropped WHERE channel = ?", channel);
        }
    }
}
