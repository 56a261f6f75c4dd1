package lnhub.protocol.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

/** What claims pay: little while there is time, everything when there is none, and never what nobody asks for. */
class FeePolicyTest {
    private static final long HIGHEST = 50_000;
    /** 10,000 for the next block, less for those after it. */
    private static final IntUnaryOperator ESTIMATE = blocks -> 10_000 / blocks;
    private static final int NOW = 1_000;

    private static Claim claim(Kind kind, long amountSat, long fromHeight, long deadline) {
        return new Claim(kind, new OutPoint(Hashes.sha256(new byte[] {(byte) amountSat}), 0), amountSat, Bytes.EMPTY,
                Claim.REPLACEABLE, 0, fromHeight, deadline, new SigningKey.Payment(), InputWitness.of(),
                Optional.empty());
    }

    @Test
    void theFirstDeadlineCounts() {
        Claim late = claim(Kind.HTLC_PREIMAGE, 1, NOW, NOW + 100);
        Claim soon = claim(Kind.HTLC_PREIMAGE, 2, NOW, NOW + 30);
        assertThat(FeePolicy.blocksLeft(List.of(late, soon), NOW)).isEqualTo(30);
        assertThat(FeePolicy.blocksLeft(List.of(soon), NOW + 31)).isZero();
    }

    /** Of what has no deadline there is a day; of what is a race from the beginning, some blocks. */
    @Test
    void whatHasNoDeadlineAheadHasOneOfOurs() {
        Claim ours = claim(Kind.DELAYED, 1, NOW, Claim.NO_DEADLINE);
        assertThat(FeePolicy.blocksLeft(List.of(ours), NOW)).isEqualTo(FeePolicy.RELAXED_TARGET);
        for (long deadline : new long[] {NOW - 50, NOW, NOW + 1}) {
            Claim race = claim(Kind.PENALTY_HTLC, 1, NOW, deadline);
            assertThat(FeePolicy.blocksLeft(List.of(race), NOW)).isEqualTo(FeePolicy.SECURITY_DELAY);
        }
    }

    @Test
    void theNearerTheDeadlineTheMore() {
        List<Long> paid = new ArrayList<>();
        for (int left = 40; left >= 0; left--) {
            paid.add(FeePolicy.feeratePerKw(left, ESTIMATE, HIGHEST));
        }
        assertThat(paid).isSorted().endsWith(HIGHEST);
        assertThat(paid.getFirst()).isEqualTo(250);
        // Half-way through the last blocks still far less than half of what may be paid.
        assertThat(FeePolicy.feeratePerKw(FeePolicy.SECURITY_DELAY / 2, ESTIMATE, HIGHEST)).isLessThan(HIGHEST / 5);
    }

    @Test
    void theBudgetBoundsTheEstimate() {
        assertThat(FeePolicy.feeratePerKw(1, ESTIMATE, 700)).isEqualTo(700);
        assertThat(FeePolicy.feeratePerKw(0, ESTIMATE, 0)).isZero();
    }

    @Test
    void whatHasWaitedPaysAQuarterMore() {
        assertThat(FeePolicy.replacementPerKw(1_000, FeePolicy.PATIENCE - 1, 900, HIGHEST)).isEqualTo(1_000);
        assertThat(FeePolicy.replacementPerKw(1_000, FeePolicy.PATIENCE, 900, HIGHEST)).isEqualTo(1_250);
        assertThat(FeePolicy.replacementPerKw(1_000, FeePolicy.PATIENCE, 900, 1_100)).isEqualTo(1_100);
    }

    @Test
    void whatNobodyElseCanTakeNeverPaysMoreThanTheNextBlock() {
        assertThat(FeePolicy.highestPerKw(FeePolicy.RELAXED_TARGET, ESTIMATE, HIGHEST)).isEqualTo(10_000);
        assertThat(FeePolicy.highestPerKw(FeePolicy.RELAXED_TARGET - 1, ESTIMATE, HIGHEST)).isEqualTo(HIGHEST);
    }

    /** What a penalty does not spend the cheater gets. */
    @Test
    void onlyPenaltiesMayGoToFeesWhole() {
        Claim penalty = claim(Kind.PENALTY_DELAYED, 100, NOW, NOW + 10);
        Claim htlc = claim(Kind.HTLC_PREIMAGE, 50, NOW, NOW + 10);
        assertThat(FeePolicy.budgetSat(List.of(penalty))).isEqualTo(100);
        assertThat(FeePolicy.budgetSat(List.of(htlc))).isEqualTo(25);
        assertThat(FeePolicy.budgetSat(List.of(penalty, htlc))).isEqualTo(75);
    }
}
