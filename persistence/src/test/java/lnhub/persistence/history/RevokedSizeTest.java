package lnhub.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import lnhub.persistence.journal.Dialect;
import lnhub.persistence.journal.Schema;
import lnhub.persistence.journal.TestDatabase;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.persistence.kryo.Registrations;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.transactions.SecretStore;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five million revoked HTLCs in one channel, on PostgreSQL: how large they are, how they are found, how they go. */
class RevokedSizeTest {
    private static final int HTLCS = 5_000_000;
    private static final int CHUNK = 64;
    private static final int SLICE = 500;
    private static final int BYTES_PER_HTLC = 60;
    private static final Bytes32 CHANNEL = Bytes32.fromHex("aa".repeat(32));
    private static final Bytes32 OTHER = Bytes32.fromHex("bb".repeat(32));

    @TempDir
    private Path folder;

    private final long seed = System.nanoTime();

    @Test
    void fiveMillionOfOneChannelAreSmallFoundAndDroppedWithoutStallingOthers() throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(Dialect.POSTGRESQL, folder).dataSource()) {
            Schema.migrate(tables);
            Map<Long, List<RevokedHtlc>> wanted = fill(tables);
            assertSmall(tables);
            assertFound(tables, wanted);
            dropWhileOthersStore(tables);
        }
    }

    /** @return what some commitments contained, by their number */
    private Map<Long, List<RevokedHtlc>> fill(DataSource tables) throws SQLException {
        long started = System.nanoTime();
        Map<Long, List<RevokedHtlc>> wanted = new LinkedHashMap<>();
        for (long number : new long[] {0, 12_345, HTLCS / 4, HTLCS / 2 - 1}) {
            wanted.put(number, new ArrayList<>());
        }
        RevokedTraffic traffic = new RevokedTraffic(seed);
        for (int from = 0; from < HTLCS; from += 500 * CHUNK) {
            int first = from;
            Sql.transaction(tables, connection -> {
                for (int index = first; index < Math.min(first + 500 * CHUNK, HTLCS); index += CHUNK) {
                    List<RevokedHtlc> chunk = traffic.next(Math.min(CHUNK, HTLCS - index));
                    RevokedHtlcs.insert(connection, CHANNEL, index, chunk);
                    wanted.forEach((number, found) -> chunk.stream().filter(htlc -> htlc.isIn(number))
                            .forEach(found::add));
                }
                return null;
            });
        }
        report("stored in %d ms (seed %d)", millisSince(started), seed);
        return wanted;
    }

    private static void assertSmall(DataSource tables) throws SQLException {
        double bytes = bytesPerHtlc(tables, HTLCS);
        report("%.1f bytes per HTLC, table and indexes together", bytes);
        assertThat(bytes).isLessThanOrEqualTo(BYTES_PER_HTLC);
    }

    private static double bytesPerHtlc(DataSource tables, int htlcs) throws SQLException {
        return Sql.query(tables, "SELECT pg_total_relation_size('revoked_htlcs')", row -> row.getDouble(1))
                .getFirst() / htlcs;
    }

    /** The fault that the limit is there to find. */
    @Test
    void aRowPerHtlcWouldBeTooLarge() throws SQLException {
        try (HikariDataSource tables = TestDatabase.fresh(Dialect.POSTGRESQL, folder).dataSource()) {
            Schema.migrate(tables);
            RevokedTraffic traffic = new RevokedTraffic(seed);
            Sql.transaction(tables, connection -> {
                for (int index = 0; index < 10_000; index++) {
                    RevokedHtlcs.insert(connection, CHANNEL, index, traffic.next(1));
                }
                return null;
            });
            assertThat(bytesPerHtlc(tables, 10_000)).isGreaterThan(2 * BYTES_PER_HTLC);
        }
    }

    /** The other half of what punishes: one secret derives many (BOLT 3, "Efficient Per-commitment Secret Storage"). */
    @Test
    void theSecretsOfAllRevokedStatesAreSmall() {
        KryoCodec codec = new KryoCodec(KryoRegistry.builder().with(Registrations::protocol).build());
        for (long states : new long[] {1, 1_000, HTLCS / 2, CommitmentNumber.MAX + 1}) {
            int kept = 64 - Long.numberOfLeadingZeros(states);
            int bytes = codec.encode(new SecretStore(states, Collections.nCopies(kept, Bytes32.ZEROES))).length;
            report("%d secrets, %d bytes for %d revoked states without HTLCs", kept, bytes, states);
            assertThat(bytes).isLessThanOrEqualTo(32 * kept + 32).isLessThanOrEqualTo(1_600);
        }
    }

    private void assertFound(DataSource tables, Map<Long, List<RevokedHtlc>> wanted) throws SQLException {
        RevokedHtlcs revoked = new RevokedHtlcs(tables);
        for (Map.Entry<Long, List<RevokedHtlc>> commitment : wanted.entrySet()) {
            long started = System.nanoTime();
            List<RevokedHtlc> found = revoked.load(CHANNEL, commitment.getKey());
            report("%d HTLCs of commitment %d found in %d ms", found.size(), commitment.getKey(),
                    millisSince(started));
            assertThat(found).as("seed %d", seed).isEqualTo(commitment.getValue()).isNotEmpty();
        }
    }

    private static void dropWhileOthersStore(DataSource tables) throws SQLException {
        PlantedFaults counted = new PlantedFaults(tables);
        RevokedHtlcs revoked = new RevokedHtlcs(counted.dataSource());
        RevokedTraffic traffic = new RevokedTraffic(1);
        revoked.forget(CHANNEL);
        long left = rows(tables, CHANNEL);
        assertThat(left).isEqualTo((HTLCS + CHUNK - 1) / CHUNK);
        List<Long> sliceMillis = new ArrayList<>();
        boolean more = true;
        while (more) {
            int commits = counted.commits();
            long started = System.nanoTime();
            more = revoked.deleteSome(SLICE);
            sliceMillis.add(millisSince(started));
            assertThat(counted.commits()).isEqualTo(commits + 1);
            long now = rows(tables, CHANNEL);
            assertThat(left - now).isBetween(more ? SLICE : 1L, (long) SLICE);
            left = now;
            revoked.store(OTHER, (sliceMillis.size() - 1L) * CHUNK, traffic.next(CHUNK));
        }
        assertThat(left).isZero();
        assertThat(rows(tables, OTHER)).isEqualTo(sliceMillis.size());
        report("dropped in %d slices of %d rows, %d ms together, %d ms the longest", sliceMillis.size(), SLICE,
                sliceMillis.stream().mapToLong(Long::longValue).sum(), sliceMillis.stream().max(Long::compare).get());
    }

    private static long rows(DataSource tables, Bytes32 channel) throws SQLException {
        return Sql.query(tables, "SELECT COUNT(*) FROM revoked_htlcs WHERE channel = ?", row -> row.getLong(1),
                channel.unsafeArray()).getFirst();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void report(String what, Object... values) {
        System.out.println("revoked HTLCs: " + String.format(what, values));
    }
}
