package lnhub.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import lnhub.persistence.history.ChannelDirectory.Listing;
import lnhub.persistence.history.ForwardingHistory.Forward;
import lnhub.persistence.history.WakeTable.Output;
import lnhub.persistence.history.WakeTable.Wake;
import lnhub.persistence.journal.Dialect;
import lnhub.persistence.journal.Schema;
import lnhub.persistence.journal.TestDatabase;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryTest {
    @TempDir
    private Path folder;

    private static final PublicKey PEER = PublicKey.fromHex("02" + "11".repeat(32));

    private static Bytes32 id(int n) {
        byte[] bytes = new byte[Bytes32.SIZE];
        bytes[30] = (byte) (n >> 8);
        bytes[31] = (byte) n;
        return Bytes32.wrap(bytes);
    }

    private HikariDataSource tables(Dialect dialect) throws SQLException {
        HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
        Schema.migrate(tables);
        return tables;
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void forwardsAreCountedOnceAndPagedByTime(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            ForwardingHistory history = new ForwardingHistory(tables);
            List<Forward> forwards = LongStream.range(0, 2_500)
                    .mapToObj(n -> new Forward(id((int) n % 3), n, id(9), 1_000 + n, 1_000, 10_000 + n)).toList();
            history.insert(forwards.subList(0, 1_700));
            history.insert(forwards.subList(900, 2_500));
            history.insert(forwards);
            assertThat(history.totals(0, Long.MAX_VALUE)).isEqualTo(
                    new ForwardingHistory.Totals(2_500, 2_500_000 + 2_499 * 2_500 / 2, 2_500_000));
            assertThat(history.totals(10_010, 10_012)).isEqualTo(new ForwardingHistory.Totals(2, 2_021, 2_000));
            assertThat(history.totals(10_010, 10_012).feeMsat()).isEqualTo(21);
            assertThat(history.totals(0, 1)).isEqualTo(new ForwardingHistory.Totals(0, 0, 0));
            assertThat(history.page(10_100, 12_000, 50, 10)).isEqualTo(forwards.subList(150, 160));
            List<Forward> all = new ArrayList<>();
            for (List<Forward> page = history.page(0, 20_000, 0, 600); !page.isEmpty();
                    page = history.page(0, 20_000, all.size(), 600)) {
                all.addAll(page);
            }
            assertThat(all).isEqualTo(forwards);
            assertThatThrownBy(() -> history.page(0, 1, 0, 50_001)).hasMessageContaining("1 to 50000");
            assertThatThrownBy(() -> history.page(0, 1, 0, 0)).hasMessageContaining("1 to 50000");
        }
    }

    private static Listing listing(int n, long revision, String state, boolean closed) {
        return new Listing(String.format("channel-%04d", n), revision, id(n), PEER,
                n % 2 == 0 ? Optional.of(new ShortChannelId(n)) : Optional.empty(), 1_000_000 + n, state, closed);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void channelsAreListedInTheirNewestState(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            ChannelDirectory directory = new ChannelDirectory(tables);
            for (int n = 0; n < 25; n++) {
                directory.put(listing(n, 1, "Opening", false));
                directory.put(listing(n, 5, "Normal", n % 5 == 0));
                directory.put(listing(n, 3, "Late", false));
            }
            List<Listing> first = directory.page(false, "", 15);
            List<Listing> second = directory.page(false, first.getLast().entityId(), 15);
            assertThat(first).hasSize(15);
            assertThat(second).hasSize(5);
            assertThat(second.getLast()).isEqualTo(listing(24, 5, "Normal", false));
            assertThat(directory.page(true, "", 100)).hasSize(5).allMatch(Listing::closed);
            assertThat(directory.ofPeer(PEER, "channel-0020", 100)).hasSize(4);
            assertThat(directory.ofPeer(PublicKey.fromHex("03" + "11".repeat(32)), "", 100)).isEmpty();
            assertThat(directory.byChannelId(id(7))).contains(listing(7, 5, "Normal", false));
            assertThat(directory.byChannelId(id(70))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aSleepingChannelIsFoundByWhatCanWakeIt(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WakeTable wake = new WakeTable(tables);
            Output shared = new Output(id(1), 0);
            Output own = new Output(id(2), 3);
            assertThat(wake.put(new Wake("a", 5, Set.of(shared, own), OptionalLong.of(800), false))).isTrue();
            assertThat(wake.put(new Wake("b", 5, Set.of(shared), OptionalLong.empty(), true))).isTrue();
            assertThat(wake.put(new Wake("c", 5, Set.of(), OptionalLong.of(900), true))).isTrue();
            assertThat(wake.watching(List.of(shared))).containsExactlyInAnyOrder("a", "b");
            assertThat(wake.watching(List.of(own))).containsExactly("a");
            assertThat(wake.watching(List.of(new Output(id(2), 2), new Output(id(5), 3)))).isEmpty();
            assertThat(wake.due(799, "", 10)).isEmpty();
            assertThat(wake.due(800, "", 10)).containsExactly("a");
            assertThat(wake.due(1_000, "a", 10)).containsExactly("c");
            assertThat(wake.indebted("", 10)).containsExactly("b", "c");
            assertThat(wake.indebted("", 1)).containsExactly("b");

            assertThat(wake.put(new Wake("a", 4, Set.of(), OptionalLong.empty(), true))).isFalse();
            assertThat(wake.watching(List.of(own))).containsExactly("a");
            assertThat(wake.put(new Wake("a", 6, Set.of(new Output(id(8), 1)), OptionalLong.of(950), true))).isTrue();
            assertThat(wake.watching(List.of(own, shared))).containsExactly("b");
            assertThat(wake.due(900, "", 10)).containsExactly("c");
            wake.remove("a");
            assertThat(wake.watching(List.of(new Output(id(8), 1)))).isEmpty();
            assertThat(wake.indebted("", 10)).containsExactly("b", "c");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aWholeBlockIsAskedAtOnce(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            WakeTable wake = new WakeTable(tables);
            for (int n = 0; n < 40; n++) {
                wake.put(new Wake("channel-" + n, 1, Set.of(new Output(id(n * 50), n)), OptionalLong.empty(), false));
            }
            List<Output> block = LongStream.range(0, 1_750)
                    .mapToObj(n -> new Output(id((int) n), (int) n / 50)).toList();
            assertThat(wake.watching(block)).hasSize(35).contains("channel-0", "channel-34")
                    .doesNotContain("channel-35");
            assertThat(wake.watching(List.of())).isEmpty();
        }
    }
}
