package lnhub.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lnhub.persistence.history.ChannelClosings.Closing;
import lnhub.persistence.history.ChannelPolicies.Policy;
import lnhub.persistence.journal.Dialect;
import lnhub.persistence.journal.Schema;
import lnhub.persistence.journal.TestDatabase;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperatorTablesTest {
    private static final PublicKey PEER = PublicKey.fromHex("02" + "11".repeat(32));
    private static final OutPoint FUNDING = new OutPoint(Bytes32.fromHex("aa".repeat(32)), 3);
    private static final Bytes32 TXID = Bytes32.fromHex("bb".repeat(32));

    @TempDir
    private Path folder;

    private HikariDataSource tables(Dialect dialect) throws SQLException {
        HikariDataSource tables = TestDatabase.fresh(dialect, folder).dataSource();
        Schema.migrate(tables);
        return tables;
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aPolicyReplacesTheOneBefore(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            ChannelPolicies policies = new ChannelPolicies(tables);
            policies.put(IntStream.range(0, 30).mapToObj(n -> policy(n, 1)).toList());
            policies.put(List.of(policy(7, 4_294_967_295L)));
            assertThat(policies.page("", 10)).hasSize(10).contains(policy(6, 1), policy(7, 4_294_967_295L));
            assertThat(policies.page("channel-07", 100)).hasSize(22).first().isEqualTo(policy(8, 1));
            assertThatThrownBy(() -> policies.page("", 10_001)).hasMessageContaining("allowed are 1 to 10000");
        }
    }

    private static Policy policy(int n, long base) {
        return new Policy(String.format("channel-%02d", n), base, 100, 80, 1, 1_000_000_000);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aClosingIsListedOnceItHasEndedAndNeverUndone(Dialect dialect) throws SQLException {
        try (HikariDataSource tables = tables(dialect)) {
            ChannelClosings closings = new ChannelClosings(tables);
            closings.put(closing(1, 5, "LOCAL_FORCE", 0, false));
            assertThat(closings.get("channel-1")).contains(closing(1, 5, "LOCAL_FORCE", 0, false));
            assertThat(closings.ended("", 10)).isEmpty();
            closings.put(closing(1, 9, "BREACH", 120, true));
            closings.put(closing(1, 8, "REMOTE_FORCE", 119, false));
            closings.put(closing(2, 1, "COOPERATIVE", 118, true));
            assertThat(closings.ended("", 10)).containsExactly(closing(1, 9, "BREACH", 120, true),
                    closing(2, 1, "COOPERATIVE", 118, true));
            assertThat(closings.ended("channel-1", 10)).hasSize(1);
            assertThat(closings.get("channel-3")).isEmpty();
            assertThat(closings.get(new OutPoint(TXID, FUNDING.index()))).isEmpty();
            closings.put(new Closing("channel-4", 1, new OutPoint(TXID, 4), PEER, Optional.empty(), 5, true, "BREACH",
                    TXID, 0, 0, false));
            assertThat(closings.get(new OutPoint(TXID, 4))).map(Closing::entityId).contains("channel-4");
        }
    }

    private static Closing closing(int n, long revision, String kind, int height, boolean ended) {
        return new Closing("channel-" + n, revision, FUNDING, PEER,
                n == 1 ? Optional.of(ShortChannelId.of(100, 1, 0)) : Optional.empty(), 1_000_000, true, kind, TXID,
                height, 999_000, ended);
    }
}
