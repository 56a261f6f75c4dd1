package lnhub.protocol.claims;

import static lnhub.protocol.claims.ClaimAssertions.assertValidFromItsHeight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.claims.ClaimRequest.Unconfirmed;
import lnhub.protocol.claims.ClaimResult.Refused;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.Interpreter;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a claim transaction pays, and what it refuses to be. */
class ClaimTransactionTest {
    private static final long H = Scene.HEIGHT;
    private static final long NUMBER = 5;

    /** The claims of a revoked commitment. */
    private static List<Claim> claims(Scene scene, TestChain chain) {
        return claims(scene, chain, Scene.someHtlcs());
    }

    private static List<Claim> claims(Scene scene, TestChain chain, List<CommitmentHtlc> htlcs) {
        Commitment commitment = scene.theirs(NUMBER, Scene.spec(30_000_000, htlcs));
        ChainTransaction confirmed = chain.confirm(scene.signed(commitment, false), H);
        return new PenaltyClaims(scene.channel(), scene.revoked(NUMBER))
                .of(confirmed, NUMBER, Scene.records(htlcs, NUMBER), H).claims();
    }

    private static Refused refused(ClaimResult result) {
        assertThat(result).isInstanceOf(Refused.class);
        return (Refused) result;
    }

    @ParameterizedTest
    @EnumSource
    void theFeeIsTheRateTimesTheWeight(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        TestChain chain = scene.chain();
        List<Claim> claims = claims(scene, chain);
        for (long rate : List.of(253L, 1_000L, 12_345L)) {
            ClaimTransaction transaction = Scene.built(
                    ClaimRequest.of(claims, Scene.SWEEP, rate, Scene.CAPACITY_SAT));
            assertThat(transaction.feeSat()).isEqualTo((rate * transaction.weight() + 999) / 1000);
            Bytes signed = assertValidFromItsHeight(chain, scene, transaction);
            assertThat(ChainTransaction.parse(signed).txid()).isEqualTo(transaction.txid());
            assertThat(transaction.feeSat() * 1000)
                    .isGreaterThanOrEqualTo(rate * Interpreter.parse(signed).weight());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplacementPaysMoreForTheSameClaims(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        TestChain chain = scene.chain();
        ClaimTransaction first = Scene.built(
                ClaimRequest.of(claims(scene, chain), Scene.SWEEP, 1_000, Scene.CAPACITY_SAT));
        ClaimTransaction barely = (ClaimTransaction) first.replacedAt(1_001, Scene.CAPACITY_SAT);
        long incremental = (ClaimTransaction.INCREMENTAL_FEERATE_PER_KW * first.weight() + 999) / 1000;
        assertThat(barely.feeSat()).isEqualTo(first.feeSat() + incremental);
        assertThat(barely.claims()).isEqualTo(first.claims());
        assertValidFromItsHeight(chain, scene, barely);
        ClaimTransaction twice = (ClaimTransaction) barely.replacedAt(2_000, Scene.CAPACITY_SAT);
        assertThat(twice.feeSat()).isEqualTo((2_000L * first.weight() + 999) / 1000);
        assertValidFromItsHeight(chain, scene, twice);
        assertThat(refused(first.replacedAt(1_000, Scene.CAPACITY_SAT)).why()).contains("not above");
        Refused overBudget = refused(first.replacedAt(2_000, twice.feeSat() - 7));
        assertThat(overBudget.why()).contains("budget");
        assertThat(overBudget.missingSat()).isEqualTo(7);
        assertThat(first.replacedAt(2_000, twice.feeSat())).isInstanceOf(ClaimTransaction.class);
    }

    /** After a rival has taken one, nothing is left to be replaced: the fee starts again from the rate. */
    @ParameterizedTest
    @EnumSource
    void theRestIsNotAReplacement(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        TestChain chain = scene.chain();
        ClaimTransaction high = (ClaimTransaction) Scene.built(ClaimRequest.of(claims(scene, chain), Scene.SWEEP,
                1_000, Scene.CAPACITY_SAT)).replacedAt(2_000, Scene.CAPACITY_SAT);
        ClaimTransaction rest = Scene.built(
                high.without(Set.of(high.claims().getFirst().outPoint())).orElseThrow());
        assertThat(rest.feeSat()).isEqualTo((2_000L * rest.weight() + 999) / 1000).isLessThan(high.feeSat());
        assertValidFromItsHeight(chain, scene, rest);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftMustBeRelayed(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        TestChain chain = scene.chain();
        List<Claim> small = claims(scene, chain, List.of(Scene.htlc(false, 1, 2_000, H + 40))).stream()
                .filter(claim -> claim.kind() == Kind.PENALTY_HTLC).toList();
        int weight = Scene.built(ClaimRequest.of(small, Scene.SWEEP, 253, 2_000)).weight();
        long highest = (2_000 - 294) * 1000L / weight;
        ClaimTransaction least = Scene.built(ClaimRequest.of(small, Scene.SWEEP, highest, 2_000));
        assertThat(least.outputs().getFirst().amountSat()).isBetween(294L, 296L);
        assertValidFromItsHeight(chain, scene, least);
        Refused tooLittle = refused(ClaimTransaction.build(ClaimRequest.of(small, Scene.SWEEP, highest + 5, 2_000)));
        assertThat(tooLittle.why()).contains("the least that is relayed are 294");
        assertThat(tooLittle.missingSat()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionAboveTheStandardWeightIsRefused(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        List<CommitmentHtlc> htlcs = IntStream.range(0, CommitmentSpec.MAX_HTLCS)
                .mapToObj(i -> Scene.htlc(false, i, 10_000, H + 40)).toList();
        List<Claim> claims = claims(scene, scene.chain(), htlcs);
        ClaimResult result = ClaimTransaction.build(ClaimRequest.of(claims, Scene.SWEEP, 253, Scene.CAPACITY_SAT));
        if (format.hasAnchors()) {
            assertThat(refused(result).why()).contains("at most 400000");
        } else {
            assertThat(((ClaimTransaction) result).weight()).isLessThanOrEqualTo(400_000);
        }
    }

    /** The anchor and a coin pay for the commitment as well: together they reach the rate. */
    @ParameterizedTest
    @EnumSource(names = "ANCHORS")
    void anAnchorPaysForItsCommitment(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        for (boolean ours : new boolean[] {true, false}) {
            CommitmentSpec spec = Scene.spec(30_000_000, Scene.someHtlcs());
            Commitment commitment = ours ? scene.ours(NUMBER, spec) : scene.theirs(NUMBER, spec);
            TestChain chain = scene.chain();
            Bytes parent = scene.signed(commitment, ours);
            long parentWeight = Interpreter.parse(parent).weight();
            Claim anchor = AnchorClaim.of(scene.channel(), commitment, ours).orElseThrow();
            ClaimRequest request = new ClaimRequest(List.of(anchor), List.of(chain.coin(100_000)), Scene.SWEEP, 10_000,
                    50_000, 0, new Unconfirmed(parentWeight, commitment.feeSat()));
            ClaimTransaction child = Scene.built(request);
            long together = (child.feeSat() + commitment.feeSat()) * 1000;
            assertThat(together).isBetween(10_000 * (parentWeight + child.weight()),
                    10_000 * (parentWeight + child.weight()) + 1_000);
            chain.confirm(parent, H);
            chain.confirm(chain.signCoins(child.signed(scene.signer())), H);
            assertThat(((ClaimTransaction) child.replacedAt(11_000, 50_000)).feeSat()).isGreaterThan(child.feeSat());
            assertThat(ClaimTransaction.build(request.withFeeInputs(List.of()))).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "STATIC_REMOTE_KEY")
    void withoutAnchorsThereIsNone(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        assertThat(AnchorClaim.of(scene.channel(), commitment, true)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void impossibleRequestsAreRefused(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        List<Claim> claims = claims(scene, scene.chain());
        assertThatIllegalArgumentException().isThrownBy(() -> ClaimRequest.of(List.of(), Scene.SWEEP, 253, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ClaimRequest.of(
                List.of(claims.getFirst(), claims.getFirst()), Scene.SWEEP, 253, 1)).withMessageContaining("twice");
        assertThatIllegalArgumentException().isThrownBy(() -> ClaimRequest.of(claims, Scene.SWEEP,
                ClaimRequest.MAX_FEERATE_PER_KW + 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ClaimRequest.of(claims, Scene.SWEEP, -1, 1));
    }
}
