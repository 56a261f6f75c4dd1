package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import lnhub.protocol.channel.CommitmentTable.Publisher;
import lnhub.protocol.channel.CommitmentTable.Row;
import lnhub.protocol.channel.CommitmentTable.Then;
import lnhub.protocol.transactions.CommitmentFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link CommitmentTable} on the simulated chain, every row of it. */
class CommitmentTableTest {
    private final CommitmentTable table = new CommitmentTable(() -> new SimLedger(TestNode.HEIGHT));

    /** At every step each side closes, honestly, with what it has. */
    @ParameterizedTest
    @EnumSource
    void currentCommitments(CommitmentFormat format) {
        List<Row> rows = CommitmentTable.everyStep(format, 0, Integer.getInteger("table.stride", 3), 0, Then.ENFORCED);
        assertThat(CommitmentTable.steps(format)).isGreaterThan(100);
        rows.forEach(table::run);
    }

    /** Every commitment that either side ever had. */
    @ParameterizedTest
    @EnumSource
    void oldCommitments(CommitmentFormat format) {
        List<Row> rows = Stream.of(Then.NOTHING, Then.GRABS)
                .flatMap(then -> CommitmentTable.everyCommitment(format, then).stream()).toList();
        assertThat(rows).hasSizeGreaterThan(40).extracting(Row::publisher).contains(Publisher.values());
        rows.forEach(table::run);
    }

    /** The one before the current one, at every step: it may or may not be revoked already. */
    @ParameterizedTest
    @EnumSource
    void previousCommitments(CommitmentFormat format) {
        CommitmentTable.everyStep(format, 3, Integer.getInteger("table.stride", 5), 1, Then.GRABS).forEach(table::run);
    }
}
