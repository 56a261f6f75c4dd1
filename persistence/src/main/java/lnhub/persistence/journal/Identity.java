package lnhub.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * Whose database it is: one row with the node's public key and its chain. Channels of one node must never be
 * continued under the keys of another, nor those of one chain on another.
 */
public final class Identity {
    private Identity() {
    }

    /**
     * Takes an empty database for this node, or confirms that it is this node's.
     *
     * @param chainHash the genesis hash in internal byte order (BOLT 0, "chain_hash")
     * @throws IllegalStateException when it belongs to another node or another chain
     */
    public static void claim(DataSource dataSource, PublicKey nodeId, Bytes32 chainHash) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            insertIfEmpty(connection, nodeId, chainHash);
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT node_id, chain_hash FROM hub_identity WHERE id = 1");
                    ResultSet row = query.executeQuery()) {
                row.next();
                verify(row.getBytes(1), row.getBytes(2), nodeId, chainHash);
            }
        }
    }

    private static void insertIfEmpty(Connection connection, PublicKey nodeId, Bytes32 chainHash) throws SQLException {
        String sql = Dialect.of(connection).choose(
                "INSERT INTO hub_identity (id, node_id, chain_hash) SELECT 1, ?, ? "
                        + "WHERE NOT EXISTS (SELECT 1 FROM hub_identity)",
                "INSERT INTO hub_identity (id, node_id, chain_hash) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING");
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setBytes(1, nodeId.toArray());
            insert.setBytes(2, chainHash.toArray());
            insert.executeUpdate();
        }
    }

    private static void verify(byte[] storedNode, byte[] storedChain, PublicKey nodeId, Bytes32 chainHash) {
        if (!Arrays.equals(storedNode, nodeId.unsafeArray())) {
            throw new IllegalStateException("the database belongs to node " + PublicKey.wrap(storedNode)
                    + ", this node is " + nodeId + ": check the seed and the database's address");
        }
        if (!Arrays.equals(storedChain, chainHash.unsafeArray())) {
            throw new IllegalStateException("the database belongs to the chain " + Bytes32.wrap(storedChain)
                    + ", this node is configured for " + chainHash);
        }
    }
}
