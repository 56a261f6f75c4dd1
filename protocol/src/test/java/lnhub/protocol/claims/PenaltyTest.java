package lnhub.protocol.claims;

import static lnhub.protocol.claims.ClaimAssertions.assertEachValid;
import static lnhub.protocol.claims.ClaimAssertions.assertValidFromItsHeight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.claims.PenaltyClaims.Found;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.PerCommitment;
import lnhub.protocol.transactions.Trimming;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A revoked commitment: everything is taken, whatever the cheater does in the meantime. */
class PenaltyTest {
    private static final long H = Scene.HEIGHT;
    private static final long NUMBER = 5;

    /** A revoked commitment on the chain. */
    private record Breach(Scene scene, Commitment commitment, TestChain chain, ChainTransaction confirmed,
            List<CommitmentHtlc> htlcs) {
        static Breach of(CommitmentFormat format, List<CommitmentHtlc> htlcs) {
            Scene scene = Scene.of(format);
            Commitment commitment = scene.theirs(NUMBER, Scene.spec(30_000_000, htlcs));
            TestChain chain = scene.chain();
            return new Breach(scene, commitment, chain, chain.confirm(scene.signed(commitment, false), H), htlcs);
        }

        PenaltyClaims penalty() {
            return new PenaltyClaims(scene.channel(), scene.revoked(NUMBER));
        }

        Found found() {
            return penalty().of(confirmed, NUMBER, Scene.records(htlcs, NUMBER), H);
        }

        /** What the cheater can do with the HTLCs, as long as we do not. */
        List<Claim> cheaters(Kind kind) {
            return Scene.only(scene.mirrored().ourClaims(commitment, NUMBER), kind);
        }

        ChainTransaction cheat(List<Claim> claims, long height) {
            List<FeeInput> coins = scene.format().hasAnchors() ? List.of(chain.coin(90_000)) : List.of();
            ClaimTransaction transaction = Scene.built(claims, coins);
            return chain.confirm(chain.signCoins(transaction.signed(scene.mirrored().signer())), height);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everythingIsTakenAtOnce(CommitmentFormat format) {
        Breach breach = Breach.of(format, Scene.someHtlcs());
        Found found = breach.found();
        assertThat(found.unexplained()).isEmpty();
        assertThat(found.claims()).hasSize(8);
        assertThat(found.htlcOutputs()).hasSize(6);
        assertEachValid(breach.chain(), breach.scene(), found.claims());
        assertValidFromItsHeight(breach.chain(), breach.scene(), Scene.built(found.claims(), List.of()));
        long anchors = format.hasAnchors() ? 2 * Trimming.ANCHOR_SAT : 0;
        assertThat(found.claims().stream().mapToLong(Claim::amountSat).sum())
                .isEqualTo(Scene.CAPACITY_SAT - breach.commitment().feeSat() - anchors);
    }

    /** One block before the deadline the cheater's transaction is refused, at the deadline it is taken. */
    @ParameterizedTest
    @EnumSource
    void theDeadlineIsWhenTheCheaterCanTakeIt(CommitmentFormat format) {
        Breach breach = Breach.of(format, Scene.someHtlcs());
        Scene cheater = breach.scene().mirrored();
        List<Claim> cheats = cheater.ourClaims(breach.commitment(), NUMBER);
        for (Claim claim : breach.found().claims()) {
            if (claim.kind() == Kind.TO_REMOTE) {
                assertThat(claim.deadline()).isEqualTo(Claim.NO_DEADLINE);
                continue;
            }
            Claim cheat = cheats.stream().filter(other -> other.outPoint().equals(claim.outPoint())).findAny()
                    .orElseThrow();
            assertThat(claim.deadline()).isEqualTo(cheat.fromHeight());
            assertValidFromItsHeight(breach.chain(), cheater,
                    ClaimAssertions.single(breach.chain(), cheater, cheat));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCheatersSecondStagesAreTakenToo(CommitmentFormat format) {
        Breach breach = Breach.of(format, Scene.someHtlcs());
        Found found = breach.found();
        List<Claim> cheats = new ArrayList<>(breach.cheaters(Kind.HTLC_SUCCESS));
        cheats.addAll(breach.cheaters(Kind.HTLC_TIMEOUT));
        for (Claim cheat : cheats) {
            ChainTransaction second = breach.cheat(List.of(cheat), H + 70);
            Map<OutPoint, Claim> taken = breach.penalty().ofSecondStage(found.htlcOutputs(), second, H + 70);
            assertThat(taken).containsOnlyKeys(cheat.outPoint());
            Claim claim = taken.get(cheat.outPoint());
            assertThat(claim.deadline()).isEqualTo(H + 70 + 100);
            assertEachValid(breach.chain(), breach.scene(), List.of(claim));
        }
    }

    /** When the cheater is faster with some, the batch is void, and the rest and his second stages are taken. */
    @ParameterizedTest
    @EnumSource
    void whatTheCheaterLeavesIsRebuilt(CommitmentFormat format) {
        Breach breach = Breach.of(format, Scene.someHtlcs());
        Found found = breach.found();
        TestChain chain = breach.chain();
        List<Claim> htlcs = Scene.only(found.claims(), Kind.PENALTY_HTLC);
        ClaimTransaction batch = Scene.built(htlcs, List.of());
        Bytes signed = assertValidFromItsHeight(chain, breach.scene(), batch);
        List<Claim> successes = breach.cheaters(Kind.HTLC_SUCCESS).subList(0, format.hasAnchors() ? 2 : 1);
        ChainTransaction second = breach.cheat(successes, H + 2);
        assertThatThrownBy(() -> chain.check(signed, H + 3)).hasMessageContaining("spent or unknown");
        Map<OutPoint, Claim> taken = breach.penalty().ofSecondStage(found.htlcOutputs(), second, H + 2);
        assertThat(taken).hasSize(successes.size());
        ClaimTransaction rest = Scene.built(batch.without(taken.keySet()).orElseThrow());
        assertThat(rest.claims()).hasSize(htlcs.size() - successes.size());
        chain.confirm(assertValidFromItsHeight(chain, breach.scene(), rest), H + 3);
        chain.confirm(assertValidFromItsHeight(chain, breach.scene(),
                Scene.built(List.copyOf(taken.values()), List.of())), H + 3);
        chain.confirm(Scene.built(Scene.only(found.claims(), Kind.PENALTY_DELAYED, Kind.TO_REMOTE), List.of())
                .signed(breach.scene().signer()), H + 3);
        assertThat(found.claims()).noneMatch(claim -> chain.holds(claim.outPoint()));
        assertThat(batch.without(found.htlcOutputs())).isEmpty();
    }

    /** The cheater's batch may hold anything besides: other inputs first, other outputs, his own order. */
    @ParameterizedTest
    @EnumSource(names = "ANCHORS")
    void secondStagesAreFoundByTheirIndex(CommitmentFormat format) {
        Breach breach = Breach.of(format, Scene.someHtlcs());
        Found found = breach.found();
        ChainTransaction batch = breach.cheat(breach.cheaters(Kind.HTLC_SUCCESS), H + 2);
        List<ChainTransaction.Input> inputs = new ArrayList<>(batch.inputs());
        List<ChainTransaction.Output> outputs = new ArrayList<>(batch.outputs());
        Collections.swap(inputs, 0, 3);
        Collections.swap(outputs, 0, 3);
        ChainTransaction shuffled = new ChainTransaction(batch.txid(), 2, inputs, outputs, 0);
        Map<OutPoint, Claim> taken = breach.penalty().ofSecondStage(found.htlcOutputs(), shuffled, H + 2);
        assertThat(taken).hasSize(3);
        taken.forEach((spent, claim) -> assertThat(shuffled.inputs().get(claim.outPoint().index()).outPoint())
                .isEqualTo(spent));
        assertThat(breach.penalty().ofSecondStage(Set.of(), batch, H)).isEmpty();
        ChainTransaction penalty = ChainTransaction.parse(
                Scene.built(found.claims(), List.of()).signed(breach.scene().signer()));
        assertThat(breach.penalty().ofSecondStage(found.htlcOutputs(), penalty, H)).isEmpty();
        ChainTransaction fewer = new ChainTransaction(batch.txid(), 2, batch.inputs(), List.of(), 0);
        assertThat(breach.penalty().ofSecondStage(found.htlcOutputs(), fewer, H)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aWrongSecretTakesNothing(CommitmentFormat format) {
        Breach breach = Breach.of(format, Scene.someHtlcs());
        FundingSpend.Revoked wrong = new FundingSpend.Revoked(NUMBER,
                PerCommitment.secret(breach.scene().them().commitmentSeed(), NUMBER + 1));
        Found found = new PenaltyClaims(breach.scene().channel(), wrong).of(breach.confirmed(), NUMBER,
                Scene.records(breach.htlcs(), NUMBER), H);
        assertThat(found.claims()).extracting(Claim::kind).containsExactly(Kind.TO_REMOTE);
        assertThat(found.unexplained()).hasSize(7);
        ClaimSigner lying = (hash, key) -> breach.scene().signer().sign(hash,
                key instanceof SigningKey.Revocation ? new SigningKey.Revocation(wrong.secret()) : key);
        for (Claim claim : Scene.only(breach.found().claims(), Kind.PENALTY_DELAYED, Kind.PENALTY_HTLC)) {
            Bytes signed = Scene.built(List.of(claim), List.of()).signed(lying);
            assertThatThrownBy(() -> breach.chain().check(signed, H + 1)).isInstanceOf(RuntimeException.class);
        }
    }

    /** Equal HTLCs, records of other commitments, and one that is missing. */
    @ParameterizedTest
    @EnumSource
    void recordsMatchInAnyOrder(CommitmentFormat format) {
        List<CommitmentHtlc> htlcs = new ArrayList<>();
        for (int copy = 0; copy < 3; copy++) {
            htlcs.add(Scene.htlc(true, 7, 50_000, H + 40 + copy));
            htlcs.add(Scene.htlc(false, 7, 50_000, H + 40));
            htlcs.add(Scene.htlc(false, 8, 60_000 + copy, H + 41));
        }
        Breach breach = Breach.of(format, htlcs);
        List<RevokedHtlc> records = new ArrayList<>(Scene.records(htlcs, NUMBER));
        records.addAll(Scene.records(List.of(Scene.htlc(true, 9, 1_000, H)), NUMBER + 50));
        Collections.shuffle(records, new Random(1));
        Found found = breach.penalty().of(breach.confirmed(), NUMBER, records, H);
        assertThat(found.htlcOutputs()).hasSize(9);
        assertThat(found.unexplained()).isEmpty();
        assertEachValid(breach.chain(), breach.scene(), found.claims());
        assertThat(Scene.only(found.claims(), Kind.PENALTY_HTLC)).extracting(Claim::deadline)
                .filteredOn(deadline -> deadline > H + 1).containsOnly(H + 41).hasSize(3);
        records.removeIf(record -> record.cltvExpiry() == H + 41);
        Found fewer = breach.penalty().of(breach.confirmed(), NUMBER, records, H);
        assertThat(fewer.unexplained()).hasSize(3);
        assertThat(fewer.htlcOutputs()).hasSize(6);
        assertThat(breach.penalty().of(breach.confirmed(), NUMBER + 20, records, H).htlcOutputs()).isEmpty();
    }

    /** 483 each way: what can be raced for in one transaction, what cannot yet in another, the balances in two more. */
    @ParameterizedTest
    @EnumSource
    void aFullCommitmentIsTaken(CommitmentFormat format) {
        List<CommitmentHtlc> htlcs = IntStream.range(0, CommitmentSpec.MAX_HTLCS)
                .mapToObj(i -> Scene.htlc(i % 2 == 0, i, 10_000 + i % 3, H + 40 + i % 5)).toList();
        Breach breach = Breach.of(format, htlcs);
        Found found = breach.found();
        assertThat(found.claims()).hasSize(968);
        Batching.Plan plan = Batching.plan(found.claims(), new Batching.Policy(H + 1, 18, 1000, Set.of()));
        assertThat(plan.batches()).extracting(List::size).containsExactlyInAnyOrder(1, 1, 483, 483);
        assertThat(plan.immature()).isEmpty();
        assertThat(plan.uneconomic()).isEmpty();
        for (List<Claim> batch : plan.batches()) {
            ClaimTransaction transaction = Scene.built(batch, List.of());
            breach.chain().confirm(transaction.signed(breach.scene().signer()), H + 1);
        }
        assertThat(found.claims()).noneMatch(claim -> breach.chain().holds(claim.outPoint()));
    }

    /** And the same from our own commitment: with anchors in batches, without one by one. */
    @ParameterizedTest
    @EnumSource
    void aFullCommitmentOfOursIsClaimed(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        List<CommitmentHtlc> htlcs = IntStream.range(0, CommitmentSpec.MAX_HTLCS)
                .mapToObj(i -> Scene.htlc(i % 2 == 0, i, 10_000 + i % 3, H + 40)).toList();
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, htlcs));
        TestChain chain = scene.chain();
        chain.confirm(scene.signed(commitment, true), H);
        List<Claim> claims = scene.ourClaims(commitment, NUMBER);
        Batching.Plan plan = Batching.plan(claims, new Batching.Policy(H + 41, 18, 1000, Set.of()));
        assertThat(plan.immature()).extracting(Claim::kind).containsExactly(Kind.DELAYED);
        assertThat(plan.batches()).hasSizeBetween(format.hasAnchors() ? 2 : 966, format.hasAnchors() ? 4 : 966);
        for (List<Claim> batch : plan.batches()) {
            List<FeeInput> coins = format.hasAnchors() ? List.of(chain.coin(1_000_000)) : List.of();
            chain.confirm(chain.signCoins(Scene.built(batch, coins).signed(scene.signer())), H + 41);
        }
    }
}
