package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.channel.CommitmentTable.Row;
import lnhub.protocol.channel.CommitmentTable.Then;
import lnhub.protocol.transactions.CommitmentFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of {@link CommitmentTable} fail when a node does not do what it must on chain. */
class PlantedChainFaultTest {
    private static List<Row> rows(CommitmentFormat format, Then then) {
        List<Row> rows = new ArrayList<>(CommitmentTable.everyCommitment(format, then));
        // The later ones have HTLCs in them.
        rows.removeIf(row -> row.back() == 0 || row.back() % 3 != 0);
        return rows;
    }

    private static int noticed(ChainFault fault, List<Row> rows) {
        CommitmentTable table = new CommitmentTable(() -> new SimLedger(TestNode.HEIGHT), fault);
        int noticed = 0;
        for (Row row : rows) {
            try {
                table.run(row);
            } catch (AssertionError seen) {
                noticed++;
            }
        }
        return noticed;
    }

    /** The rows below fail for their fault only. */
    @ParameterizedTest
    @EnumSource
    void nothingIsNoticedWhereNothingIsWrong(CommitmentFormat format) {
        assertThat(noticed(ChainFault.NONE, rows(format, Then.GRABS))).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void secondStagesThatGoUnpunished(CommitmentFormat format) {
        assertThat(noticed(ChainFault.DEAF_TO_SECOND_STAGES, rows(format, Then.GRABS))).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void penaltiesThatComeTooLate(CommitmentFormat format) {
        assertThat(noticed(ChainFault.LATE, rows(format, Then.GRABS))).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void preimagesThatAreNotUsed(CommitmentFormat format) {
        List<Row> rows = CommitmentTable.everyStep(format, 60, 20, 0, Then.ENFORCED);
        assertThat(noticed(ChainFault.NO_PREIMAGES, rows)).isPositive();
    }

    @Test
    void coinsThatStayLocked() {
        List<Row> rows = CommitmentTable.everyStep(CommitmentFormat.ANCHORS, 60, 20, 0, Then.ENFORCED);
        assertThat(noticed(ChainFault.NONE, rows)).isZero();
        assertThat(noticed(ChainFault.KEEPS_COINS, rows)).isPositive();
    }

    private static OnChainCases cases(ChainFault fault) {
        return new OnChainCases(new SimLedger(TestNode.HEIGHT), fault);
    }

    @ParameterizedTest
    @EnumSource
    void revokedHtlcsThatAreLost(CommitmentFormat format) {
        assertThatThrownBy(() -> cases(ChainFault.NO_REVOKED_HTLCS)
                .aCheatersCommitmentHasHtlcsThatAreInTheStore(format)).isInstanceOf(AssertionError.class);
    }

    /** With anchors its next child would take the commitment along. */
    @Test
    void whatIsForgottenAndNotPublishedAgain() {
        assertThatThrownBy(() -> cases(ChainFault.NEVER_AGAIN)
                .aChainThatForgetsWhatWasPublishedIsToldAgain(CommitmentFormat.STATIC_REMOTE_KEY))
                .isInstanceOf(AssertionError.class).hasMessageContaining("has not ended");
    }
}
