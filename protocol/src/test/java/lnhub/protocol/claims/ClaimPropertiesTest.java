package lnhub.protocol.claims;

import static lnhub.protocol.claims.ClaimAssertions.assertValidFromItsHeight;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.Trimming;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random commitments, published by either side: afterwards every satoshi is where the protocol says, fees apart. */
class ClaimPropertiesTest {
    private static final long H = Scene.HEIGHT;
    private static final long NUMBER = 4;

    record Case(Scene scene, CommitmentSpec spec, boolean preimages) {
        Optional<Bytes32> preimage(CommitmentHtlc htlc) {
            return preimages ? Scene.preimage(htlc) : Optional.empty();
        }
    }

    /** Few distinct amounts, hashes and expiries, some of them past, so that equal outputs are common. */
    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<CommitmentHtlc> htlc = Combinators.combine(Arbitraries.of(true, false),
                Arbitraries.longs().between(0, 6), Arbitraries.of(1L, 353L, 354L, 1_100L, 5_000L, 50_000L),
                Arbitraries.of(H - 10, H, H + 1, H + 30, H + 31, H + 300)).as(Scene::htlc);
        Arbitrary<Scene> scene = Combinators.combine(Arbitraries.of(CommitmentFormat.class),
                Arbitraries.of(true, false)).as(Scene::of);
        Arbitrary<Long> other = Arbitraries.of(5_000L, 30_000_000L, 90_000_000L);
        return Combinators.combine(scene, other, htlc.list().ofMaxSize(12), Arbitraries.of(true, false))
                .as((s, toOther, htlcs, preimages) -> new Case(s, Scene.spec(toOther, htlcs), preimages));
    }

    /** Publishes each batch in the first block that may contain it. @return what the claims were worth */
    private static long claimAll(Scene scene, TestChain chain, List<Claim> claims) {
        long received = 0;
        Batching.Plan plan = Batching.plan(claims, new Batching.Policy(H + 1_000, 18, 253, Set.of()));
        assertThat(plan.immature()).isEmpty();
        for (List<Claim> batch : plan.batches()) {
            boolean needsFee = scene.format().hasAnchors() && batch.getFirst().secondStage().isPresent();
            List<FeeInput> coins = needsFee ? List.of(chain.coin(100_000)) : List.of();
            ClaimResult result = ClaimTransaction.build(new ClaimRequest(batch, coins, Scene.SWEEP, 253, 100_000, 0,
                    ClaimRequest.Unconfirmed.NONE));
            received += sum(batch);
            switch (result) {
                case ClaimTransaction transaction -> chain.confirm(
                        assertValidFromItsHeight(chain, scene, transaction), transaction.fromHeight());
                // A single claim of the dust limit pays for itself but leaves less than can be relayed.
                case ClaimResult.Refused refused -> assertThat(sum(batch)).as(refused.why()).isLessThan(294 + 200);
            }
        }
        return received + plan.uneconomic().stream().mapToLong(Claim::amountSat).sum();
    }

    private static long untrimmedSat(Commitment commitment, boolean offered) {
        return commitment.htlcTransactions().stream().filter(htlc -> htlc.htlc().offeredByHolder() == offered)
                .mapToLong(htlc -> htlc.htlc().amountMsat() / 1000).sum();
    }

    private static long balanceSat(Commitment commitment, boolean holder) {
        var index = holder ? commitment.toHolderOutput() : commitment.toOtherOutput();
        return index.isEmpty() ? 0 : commitment.outputs().get(index.getAsInt()).output().amountSat();
    }

    @Property(tries = 60)
    void ourCommitmentPaysUsOurBalanceAndHtlcs(@ForAll("cases") Case testCase) {
        Scene scene = testCase.scene();
        Commitment commitment = scene.ours(NUMBER, testCase.spec());
        TestChain chain = scene.chain();
        chain.confirm(scene.signed(commitment, true), H);
        OurCommitmentClaims ours = new OurCommitmentClaims(scene.channel(), scene.ourPoint(NUMBER));
        List<Claim> claims = ours.of(commitment, scene.peerSignatures(commitment, NUMBER), H, testCase::preimage);
        assertThat(claimAll(scene, chain, claims)).isEqualTo(balanceSat(commitment, true)
                + untrimmedSat(commitment, true) + (testCase.preimages() ? untrimmedSat(commitment, false) : 0));
    }

    @Property(tries = 60)
    void thePeersCommitmentPaysUsOurBalanceAndHtlcs(@ForAll("cases") Case testCase) {
        Scene scene = testCase.scene();
        Commitment commitment = scene.theirs(NUMBER, testCase.spec());
        TestChain chain = scene.chain();
        ChainTransaction confirmed = chain.confirm(scene.signed(commitment, false), H);
        List<Claim> claims = PeerCommitmentClaims.of(scene.channel(), commitment, confirmed,
                scene.theirPoint(NUMBER), H, testCase::preimage);
        assertThat(claimAll(scene, chain, claims)).isEqualTo(balanceSat(commitment, false)
                + untrimmedSat(commitment, false) + (testCase.preimages() ? untrimmedSat(commitment, true) : 0));
    }

    /** The cheater gets as many second stages confirmed as he likes: all of it is ours in the end. */
    @Property(tries = 60)
    void aRevokedCommitmentPaysUsEverything(@ForAll("cases") Case testCase, @ForAll boolean cheaterIsFast) {
        Scene scene = testCase.scene();
        Commitment commitment = scene.theirs(NUMBER, testCase.spec());
        TestChain chain = scene.chain();
        ChainTransaction confirmed = chain.confirm(scene.signed(commitment, false), H);
        PenaltyClaims penalty = new PenaltyClaims(scene.channel(), scene.revoked(NUMBER));
        PenaltyClaims.Found found = penalty.of(confirmed, NUMBER,
                Scene.records(testCase.spec().htlcs(), NUMBER), H);
        assertThat(found.unexplained()).isEmpty();
        List<Claim> claims = new ArrayList<>(found.claims());
        long lostSat = 0;
        if (cheaterIsFast) {
            long before = sum(claims);
            for (Claim cheat : secondStages(scene, commitment)) {
                ClaimTransaction second = ClaimAssertions.single(chain, scene.mirrored(), cheat);
                Bytes signed = chain.signCoins(second.signed(scene.mirrored().signer()));
                Map<OutPoint, Claim> taken = penalty.ofSecondStage(found.htlcOutputs(),
                        chain.confirm(signed, cheat.fromHeight()), cheat.fromHeight());
                claims.removeIf(claim -> taken.containsKey(claim.outPoint()));
                claims.addAll(taken.values());
            }
            lostSat = before - sum(claims);
        }
        long anchorsSat = commitment.outputs().stream().filter(output -> output.htlc().isEmpty()
                && output.output().amountSat() == Trimming.ANCHOR_SAT).count() * Trimming.ANCHOR_SAT;
        assertThat(claimAll(scene, chain, claims))
                .isEqualTo(Scene.CAPACITY_SAT - commitment.feeSat() - anchorsSat - lostSat);
        assertThat(scene.format().hasAnchors() ? lostSat : 0).isZero();
    }

    private static List<Claim> secondStages(Scene scene, Commitment commitment) {
        return Scene.only(scene.mirrored().ourClaims(commitment, NUMBER), Kind.HTLC_SUCCESS, Kind.HTLC_TIMEOUT);
    }

    private static long sum(Collection<Claim> claims) {
        return claims.stream().mapToLong(Claim::amountSat).sum();
    }
}
