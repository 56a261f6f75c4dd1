package lnhub.persistence.history;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.protocol.units.Bytes;

/**
 * What wallets must not forget, one row each, written by one owner at a time: whoever takes a row over ends the writing
 * of everyone who had it before. The version, which each write raises, is the fence: a write that was on its way when
 * its owner froze, or when its connection broke, finds another one and changes nothing.
 */
public final class WalletStates {
    /** The largest content, in bytes. */
    public static final int MAX_SIZE = 256 << 20;
    /** Of the name of a wallet, in characters. */
    public static final int MAX_NAME = 64;
    /** Each further one is another owner that came in between. */
    private static final int ATTEMPTS = 100;

    private final DataSource dataSource;

    private record Row(long version, String owner, Bytes content) {
    }

    public WalletStates(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Takes a wallet's row from whoever has it.
     *
     * @param initial what it begins with when there is no row yet; asked only then, before anything is written
     * @param check   of what is there; when it throws nothing is taken
     */
    public Owned take(String wallet, Supplier<Bytes> initial, Consumer<Bytes> check) throws SQLException {
        if (wallet.isEmpty() || wallet.length() > MAX_NAME) {
            throw new IllegalArgumentException("the name of a wallet has 1 to " + MAX_NAME + " characters: " + wallet);
        }
        String owner = UUID.randomUUID().toString();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Row> row = read(wallet);
            Row mine = row.map(found -> new Row(found.version + 1, owner, found.content))
                    .orElseGet(() -> new Row(1, owner, checked(initial.get())));
            check.accept(mine.content);
            if (row.isEmpty() ? insert(wallet, mine) : claim(wallet, mine)) {
                return new Owned(wallet, row.isEmpty(), mine);
            }
        }
        throw new SQLException("wallet " + wallet + " was taken by others " + ATTEMPTS + " times while it was read");
    }

    /** One owner's hold on a row. For any number of threads. */
    public final class Owned {
        private final String wallet;
        private final boolean isNew;
        private final String owner;
        private final Bytes taken;
        private long version;
        private boolean certain = true;
        private boolean lost;

        private Owned(String wallet, boolean isNew, Row row) {
            this.wallet = wallet;
            this.isNew = isNew;
            this.owner = row.owner;
            this.version = row.version;
            this.taken = row.content;
        }

        /** What was there when it was taken. */
        public Bytes taken() {
            return taken;
        }

        /** Whether there was no row before. */
        public boolean isNew() {
            return isNew;
        }

        /**
         * Durable when this returns true.
         *
         * @return false when another has taken the row: nothing was written, and nothing ever will be by this owner
         * @throws SQLException when it may have been written or not; the next write puts that right
         */
        public synchronized boolean write(Bytes content) throws SQLException {
            checked(content);
            if (lost || !isStillHeld()) {
                return false;
            }
            certain = false;
            lost = !replace(wallet, version, new Row(version + 1, owner, content));
            certain = true;
            version++;
            return !lost;
        }

        /** Whether nobody has taken the row since, as far as the database knows at this moment. */
        public synchronized boolean isHeld() throws SQLException {
            if (!lost) {
                certain = false;
                isStillHeld();
            }
            return !lost;
        }

        /** After a write of which nobody knows the end, only the row tells which version the next has to replace. */
        private boolean isStillHeld() throws SQLException {
            if (!certain) {
                Optional<Row> row = head(wallet);
                lost = row.isEmpty() || !row.get().owner.equals(owner);
                version = lost ? version : row.get().version;
                certain = true;
            }
            return !lost;
        }
    }

    private static Bytes checked(Bytes content) {
        if (content.length() > MAX_SIZE) {
            throw new IllegalArgumentException("a wallet's content of " + content.length() + " bytes; allowed are "
                    + MAX_SIZE);
        }
        return content;
    }

    private Optional<Row> read(String wallet) throws SQLException {
        return Sql.transaction(dataSource, connection -> Sql.query(connection,
                "SELECT version, owner, content FROM wallet WHERE name = ?",
                row -> new Row(row.getLong(1), row.getString(2), content(row)), wallet)).stream().findFirst();
    }

    private Optional<Row> head(String wallet) throws SQLException {
        List<Row> rows = Sql.query(dataSource, "SELECT version, owner FROM wallet WHERE name = ?",
                row -> new Row(row.getLong(1), row.getString(2), Bytes.EMPTY), wallet);
        return rows.stream().findFirst();
    }

    private static Bytes content(ResultSet row) throws SQLException {
        try (InputStream stream = row.getBinaryStream(3)) {
            return checked(Bytes.wrap(stream.readNBytes(MAX_SIZE + 1)));
        } catch (IOException broken) {
            throw new SQLException("the content of a wallet could not be read", broken);
        }
    }

    private boolean insert(String wallet, Row row) throws SQLException {
        return Sql.transaction(dataSource, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(insertSql(Dialect.of(connection)))) {
                insert.setString(1, wallet);
                insert.setLong(2, row.version);
                insert.setString(3, row.owner);
                bind(insert, 4, row.content);
                return insert.executeUpdate() == 1;
            }
        });
    }

    private static String insertSql(Dialect dialect) {
        return dialect.choose("MERGE INTO wallet AS old USING (VALUES (CAST(? AS VARCHAR(64)), CAST(? AS BIGINT), "
                        + "CAST(? AS VARCHAR(64)), CAST(? AS BLOB))) AS added (name, version, owner, content) "
                        + "ON old.name = added.name WHEN NOT MATCHED THEN INSERT (name, version, owner, content) "
                        + "VALUES (added.name, added.version, added.owner, added.content)",
                "INSERT INTO wallet (name, version, owner, content) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING");
    }

    private boolean claim(String wallet, Row mine) throws SQLException {
        return Sql.transaction(dataSource, connection -> Sql.update(connection,
                "UPDATE wallet SET version = ?, owner = ? WHERE name = ? AND version = ?", mine.version, mine.owner,
                wallet, mine.version - 1)) == 1;
    }

    private boolean replace(String wallet, long version, Row row) throws SQLException {
        return Sql.transaction(dataSource, (Connection connection) -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE wallet SET version = ?, content = ? WHERE name = ? AND version = ? AND owner = ?")) {
                update.setLong(1, row.version);
                bind(update, 2, row.content);
                update.setString(3, wallet);
                update.setLong(4, version);
                update.setString(5, row.owner);
                return update.executeUpdate() == 1;
            }
        });
    }

    /** As a stream: H2 takes no array above a megabyte. */
    private static void bind(PreparedStatement statement, int index, Bytes content) throws SQLException {
        statement.setBinaryStream(index, new ByteArrayInputStream(content.unsafeArray()), content.length());
    }
}
