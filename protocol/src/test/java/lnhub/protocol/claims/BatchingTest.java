package lnhub.protocol.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.OutPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is put into one transaction, and what is kept apart. */
class BatchingTest {
    private static final long H = Scene.HEIGHT;
    private static final long NUMBER = 5;

    private static List<Claim> penalty(CommitmentFormat format, List<CommitmentHtlc> htlcs) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.theirs(NUMBER, Scene.spec(30_000_000, htlcs));
        ChainTransaction confirmed = scene.chain().confirm(scene.signed(commitment, false), H);
        return new PenaltyClaims(scene.channel(), scene.revoked(NUMBER))
                .of(confirmed, NUMBER, Scene.records(htlcs, NUMBER), H).claims();
    }

    private static List<Claim> ours(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        return scene.ourClaims(scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs())), NUMBER);
    }

    private static Batching.Plan plan(List<Claim> claims, long nextHeight, OutPoint... alone) {
        return Batching.plan(claims, new Batching.Policy(nextHeight, 18, 1_000, Set.of(alone)));
    }

    /** Nothing the cheater can take now stops the penalty of his balance, nor that of what he can only take later. */
    @ParameterizedTest
    @EnumSource
    void whatIsRacedForHoldsUpNothingElse(CommitmentFormat format) {
        List<Claim> claims = penalty(format, Scene.someHtlcs());
        Batching.Plan plan = plan(claims, H + 1);
        assertThat(plan.batches()).hasSize(4);
        for (List<Claim> batch : plan.batches()) {
            assertThat(batch).extracting(claim -> claim.isContested(H + 1)).containsOnly(batch.getFirst()
                    .isContested(H + 1));
            boolean htlcs = batch.stream().anyMatch(claim -> claim.kind() == Kind.PENALTY_HTLC);
            assertThat(batch).allMatch(claim -> htlcs == (claim.kind() == Kind.PENALTY_HTLC));
        }
        assertThat(plan.batches().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(claims);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDueSoonGoesAlone(CommitmentFormat format) {
        List<Claim> claims = penalty(format, Scene.someHtlcs());
        Batching.Plan plan = plan(claims, H + 30);
        assertThat(plan.batches().stream().filter(batch -> batch.getFirst().deadline() == H + 41))
                .hasSize(2).allMatch(batch -> batch.size() == 1);
        Claim chosen = Scene.only(claims, Kind.PENALTY_HTLC).getLast();
        assertThat(plan(claims, H + 1, chosen.outPoint()).batches()).contains(List.of(chosen));
    }

    @ParameterizedTest
    @EnumSource
    void secondStagesAreSortedByLockTime(CommitmentFormat format) {
        List<Claim> claims = ours(format);
        Batching.Plan early = plan(claims, H + 2);
        assertThat(early.immature()).extracting(Claim::kind)
                .containsOnly(Kind.DELAYED, Kind.HTLC_TIMEOUT).hasSize(4);
        Batching.Plan late = plan(claims, H + 200);
        assertThat(late.immature()).isEmpty();
        assertThat(late.batches()).hasSize(format.hasAnchors() ? 4 : 7);
        late.batches().forEach(batch -> assertThat(Scene.only(batch, Kind.HTLC_TIMEOUT, Kind.HTLC_SUCCESS))
                .extracting(Claim::lockTime).allMatch(lockTime -> lockTime == batch.getFirst().lockTime()));
    }

    @ParameterizedTest
    @EnumSource
    void deadlinesFarApartAreKeptApart(CommitmentFormat format) {
        List<CommitmentHtlc> htlcs = List.of(Scene.htlc(true, 1, 10_000, H + 100), Scene.htlc(true, 2, 10_000, H + 200),
                Scene.htlc(true, 3, 10_000, H + 300));
        List<Claim> claims = Scene.only(penalty(format, htlcs), Kind.PENALTY_HTLC);
        assertThat(plan(claims, H + 1).batches()).extracting(List::size).containsExactly(2, 1);
    }

    @ParameterizedTest
    @EnumSource
    void whatCostsMoreThanItBringsIsLeft(CommitmentFormat format) {
        List<CommitmentHtlc> htlcs = List.of(Scene.htlc(false, 1, 1_200, H + 100), Scene.htlc(false, 2, 9_000, H + 90));
        List<Claim> claims = Scene.only(penalty(format, htlcs), Kind.PENALTY_HTLC);
        Batching.Plan plan = Batching.plan(claims, new Batching.Policy(H + 1, 18, 4_000, Set.of()));
        assertThat(plan.uneconomic()).extracting(Claim::amountSat).containsExactly(1_200L);
        assertThat(plan.batches()).hasSize(1);
        assertThat(plan(claims, H + 1).uneconomic()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfTheClaimsDoesNotMatter(CommitmentFormat format) {
        List<Claim> claims = new ArrayList<>(penalty(format, Scene.someHtlcs()));
        claims.addAll(ours(format));
        Batching.Plan plan = plan(claims, H + 60);
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(claims, new Random(seed));
            assertThat(plan(claims, H + 60).batches()).isEqualTo(plan.batches());
            assertThat(new HashSet<>(plan(claims, H + 60).immature())).isEqualTo(new HashSet<>(plan.immature()));
        }
    }

    @Test
    void nothingGivesNothing() {
        assertThat(plan(List.of(), H)).isEqualTo(new Batching.Plan(List.of(), List.of(), List.of()));
    }

    @Test
    void anAnchorIsNeverBatched() {
        Scene scene = Scene.of(CommitmentFormat.ANCHORS);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, List.of()));
        List<Claim> claims = new ArrayList<>(scene.ourClaims(commitment, NUMBER));
        claims.add(AnchorClaim.of(scene.channel(), commitment, true).orElseThrow());
        assertThat(Batching.plan(claims, new Batching.Policy(H + 500, 18, 50_000, Set.of())).batches())
                .hasSize(2).allMatch(batch -> batch.size() == 1);
    }
}
