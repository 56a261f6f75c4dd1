package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import lnhub.protocol.channel.CommitmentTable.Publisher;
import lnhub.protocol.channel.CommitmentTable.Row;
import lnhub.protocol.channel.CommitmentTable.Then;
import lnhub.protocol.transactions.CommitmentFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link CommitmentTable} on the simulated chain, every row of it. */
class CommitmentTableTest {
    private final CommitmentTable table = new CommitmentTable(() -> new SimLedger(1_000));

    /** At every step each side closes, honestly, with what it has. */
    @ParameterizedTest
    @EnumSource
    void currentCommitments(CommitmentFormat format) {
        int steps = table.steps(format);
        assertThat(steps).isGreaterThan(100);
        for (int step = 0; step <= steps; step += Integer.getInteger("table.stride", 3)) {
            for (Publisher publisher : Publisher.values()) {
                run(new Row(format, step, publisher, 0, Then.ENFORCED));
            }
        }
    }

    /** Every commitment that either side ever had. */
    @ParameterizedTest
    @EnumSource
    void oldCommitments(CommitmentFormat format) {
        int steps = table.steps(format);
        int rows = 0;
        for (Then then : new Then[] {Then.NOTHING, Then.GRABS}) {
            for (Publisher publisher : Publisher.values()) {
                for (int back = 0; run(new Row(format, steps - 7, publisher, back, then)); back++) {
                    rows++;
                }
            }
        }
        assertThat(rows).isGreaterThan(40);
    }

    /** The one before the current one, at every step: it may or may not be revoked already. */
    @ParameterizedTest
    @EnumSource
    void previousCommitments(CommitmentFormat format) {
        int steps = table.steps(format);
        for (int step = 3; step <= steps; step += Integer.getInteger("table.stride", 5)) {
            for (Publisher publisher : Publisher.values()) {
                run(new Row(format, step, publisher, 1, Then.GRABS));
            }
        }
    }

    private boolean run(Row row) {
        try {
            return table.run(row);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(row + ": " + broken.getMessage(), broken);
        }
    }
}
