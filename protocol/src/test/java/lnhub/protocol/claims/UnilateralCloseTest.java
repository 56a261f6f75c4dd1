package lnhub.protocol.claims;

import static lnhub.protocol.claims.ClaimAssertions.assertEachValid;
import static lnhub.protocol.claims.ClaimAssertions.assertValidFromItsHeight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our commitment and the peer's, each with HTLCs both ways: what is ours, and when. */
class UnilateralCloseTest {
    private static final long H = Scene.HEIGHT;
    private static final long NUMBER = 5;

    @ParameterizedTest
    @EnumSource
    void everythingOfOursInOurCommitmentIsClaimed(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        chain.confirm(scene.signed(commitment, true), H);
        List<Claim> claims = scene.ourClaims(commitment, NUMBER);
        assertThat(claims).hasSize(1 + 3 + 3);
        assertEachValid(chain, scene, claims);
        int csv = format.hasAnchors() ? 1 : 0;
        assertThat(Scene.only(claims, Kind.DELAYED)).singleElement().satisfies(claim -> {
            assertThat(claim.fromHeight()).isEqualTo(H + 144);
            assertThat(claim.deadline()).isEqualTo(Claim.NO_DEADLINE);
        });
        assertThat(Scene.only(claims, Kind.HTLC_TIMEOUT)).extracting(Claim::fromHeight)
                .containsExactlyInAnyOrder(H + 41, H + 41, H + 51);
        assertThat(Scene.only(claims, Kind.HTLC_SUCCESS)).allSatisfy(claim ->
                assertThat(claim.fromHeight()).isEqualTo(H + csv));
        assertThat(Scene.only(claims, Kind.HTLC_SUCCESS)).extracting(Claim::deadline)
                .containsExactlyInAnyOrder(H + 41, H + 61, H + 11);
    }

    /** From the deadline on the other side's claim is valid, and not one block before. */
    @ParameterizedTest
    @EnumSource
    void theDeadlineIsWhenThePeerCanTakeIt(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        ChainTransaction confirmed = chain.confirm(scene.signed(commitment, true), H);
        Scene peer = scene.mirrored();
        List<Claim> theirs = PeerCommitmentClaims.of(peer.channel(), commitment, confirmed,
                scene.ourPoint(NUMBER), H, Scene::preimage);
        assertEachValid(chain, peer, theirs);
        List<Claim> ours = scene.ourClaims(commitment, NUMBER);
        for (Claim claim : Scene.only(ours, Kind.HTLC_SUCCESS, Kind.HTLC_TIMEOUT)) {
            Claim other = theirs.stream().filter(theirClaim -> theirClaim.outPoint().equals(claim.outPoint()))
                    .findAny().orElseThrow();
            assertThat(claim.deadline()).isEqualTo(other.fromHeight());
            assertThat(other.deadline()).isEqualTo(claim.fromHeight());
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondStagesWaitAgain(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        chain.confirm(scene.signed(commitment, true), H);
        OurCommitmentClaims ours = new OurCommitmentClaims(scene.channel(), scene.ourPoint(NUMBER));
        List<Claim> delayed = new ArrayList<>();
        for (Claim claim : Scene.only(scene.ourClaims(commitment, NUMBER), Kind.HTLC_SUCCESS, Kind.HTLC_TIMEOUT)) {
            Bytes signed = assertValidFromItsHeight(chain, scene, ClaimAssertions.single(chain, scene, claim));
            ChainTransaction confirmed = chain.confirm(signed, H + 100);
            Map<OutPoint, Claim> second = ours.ofSecondStage(commitment, confirmed, H + 100);
            assertThat(second).containsOnlyKeys(claim.outPoint());
            assertThat(second.get(claim.outPoint()).fromHeight()).isEqualTo(H + 244);
            delayed.addAll(second.values());
        }
        assertEachValid(chain, scene, delayed);
        assertValidFromItsHeight(chain, scene, Scene.built(delayed, List.of()));
    }

    /** Several second stages and a coin in one transaction, with an output for the change and without. */
    @ParameterizedTest
    @EnumSource(names = "ANCHORS")
    void secondStagesOfOneLockTimeAreBatched(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        chain.confirm(scene.signed(commitment, true), H);
        List<Claim> claims = scene.ourClaims(commitment, NUMBER);
        List<Claim> successes = Scene.only(claims, Kind.HTLC_SUCCESS);
        List<Claim> timeouts = Scene.only(claims, Kind.HTLC_TIMEOUT);
        ClaimTransaction batch = Scene.built(successes, List.of(chain.coin(20_000), chain.coin(20_000)));
        assertThat(batch.outputs()).hasSize(4);
        assertThat(batch.lockTime()).isZero();
        ChainTransaction confirmed = chain.confirm(assertValidFromItsHeight(chain, scene, batch), H + 5);
        Map<OutPoint, Claim> delayed = new OurCommitmentClaims(scene.channel(), scene.ourPoint(NUMBER))
                .ofSecondStage(commitment, confirmed, H + 5);
        assertThat(delayed).hasSize(3);
        assertValidFromItsHeight(chain, scene, Scene.built(List.copyOf(delayed.values()), List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Scene.built(timeouts, List.of()))
                .withMessageContaining("one lock time");
        List<Claim> together = timeouts.stream().filter(claim -> claim.lockTime() == H + 40).toList();
        ClaimTransaction exact = Scene.built(together, List.of(chain.coin(1_700)));
        assertThat(exact.outputs()).hasSize(2);
        assertThat(assertValidFromItsHeight(chain, scene, exact)).isNotNull();
        assertThat(ClaimTransaction.build(new ClaimRequest(together, List.of(), Scene.SWEEP, 253, 1_000_000, 0,
                ClaimRequest.Unconfirmed.NONE))).isInstanceOf(ClaimResult.Refused.class);
    }

    @ParameterizedTest
    @EnumSource(names = "STATIC_REMOTE_KEY")
    void withoutAnchorsASecondStageIsWhatThePeerSigned(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        List<Claim> claims = Scene.only(scene.ourClaims(commitment, NUMBER), Kind.HTLC_SUCCESS);
        HtlcTransaction expected = commitment.htlcTransactions().stream()
                .filter(htlc -> htlc.outputIndex() == claims.getFirst().outPoint().index()).findAny().orElseThrow();
        ClaimTransaction transaction = Scene.built(List.of(claims.getFirst()), List.of());
        assertThat(transaction.txid()).isEqualTo(expected.txid());
        assertThat(transaction.feeSat()).isEqualTo(703);
        assertThat(transaction.replacedAt(5000, 100_000)).isInstanceOf(ClaimResult.Refused.class);
        assertThatIllegalArgumentException().isThrownBy(() -> Scene.built(claims, List.of()))
                .withMessageContaining("stands alone");
        assertThatIllegalArgumentException().isThrownBy(() ->
                Scene.built(List.of(claims.getFirst()), List.of(chain.coin(10_000))));
    }

    @ParameterizedTest
    @EnumSource
    void everythingOfOursInThePeersCommitmentIsClaimed(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.theirs(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        ChainTransaction confirmed = chain.confirm(scene.signed(commitment, false), H);
        List<Claim> claims = PeerCommitmentClaims.of(scene.channel(), commitment, confirmed,
                scene.theirPoint(NUMBER), H, Scene::preimage);
        assertThat(claims).hasSize(1 + 3 + 3);
        assertEachValid(chain, scene, claims);
        List<Claim> expired = Scene.only(claims, Kind.HTLC_EXPIRED);
        assertThat(Scene.built(expired, List.of()).lockTime()).isEqualTo(H + 60);
        assertValidFromItsHeight(chain, scene, Scene.built(claims, List.of()));
        assertThat(PeerCommitmentClaims.of(scene.channel(), commitment, confirmed, scene.theirPoint(NUMBER), H,
                htlc -> Optional.empty())).hasSize(1 + 3);
        assertThat(PeerCommitmentClaims.toRemote(scene.channel(), confirmed, H))
                .isEqualTo(Scene.only(claims, Kind.TO_REMOTE));
    }

    @ParameterizedTest
    @EnumSource
    void aLostCommitmentOfOursStillPaysUs(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        ChainTransaction confirmed = chain.confirm(scene.signed(commitment, true), H);
        OurCommitmentClaims ours = new OurCommitmentClaims(scene.channel(), scene.ourPoint(NUMBER));
        List<Claim> claims = ours.toLocal(confirmed, H, false);
        assertThat(claims).isEqualTo(Scene.only(scene.ourClaims(commitment, NUMBER), Kind.DELAYED)).hasSize(1);
        assertThat(ours.toLocal(confirmed, H, true)).singleElement()
                .satisfies(claim -> assertThat(claim.isContested(H)).isTrue());
        assertThat(new OurCommitmentClaims(scene.channel(), scene.ourPoint(NUMBER + 1))
                .toLocal(confirmed, H, false)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void wrongSignaturesAndPreimagesAreRefused(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment commitment = scene.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = scene.chain();
        chain.confirm(scene.signed(commitment, true), H);
        OurCommitmentClaims ours = new OurCommitmentClaims(scene.channel(), scene.ourPoint(NUMBER));
        List<Signature> signatures = new ArrayList<>(scene.peerSignatures(commitment, NUMBER));
        assertThatIllegalArgumentException().isThrownBy(() -> ours.of(commitment, signatures, H,
                htlc -> Optional.of(Bytes32.ZEROES))).withMessageContaining("does not hash to");
        assertThatIllegalArgumentException().isThrownBy(() -> ours.of(commitment,
                signatures.subList(1, signatures.size()), H, Scene::preimage));
        Collections.rotate(signatures, 1);
        for (Claim claim : Scene.only(ours.of(commitment, signatures, H, Scene::preimage), Kind.HTLC_SUCCESS)) {
            ClaimTransaction transaction = ClaimAssertions.single(chain, scene, claim);
            Bytes signed = chain.signCoins(transaction.signed(scene.signer()));
            assertThatThrownBy(() -> chain.check(signed, H + 100)).isInstanceOf(RuntimeException.class);
        }
        for (Claim claim : scene.ourClaims(commitment, NUMBER)) {
            ClaimTransaction transaction = ClaimAssertions.single(chain, scene, claim);
            Bytes signed = chain.signCoins(transaction.signed((hash, key) ->
                    Secp256k1.sign(hash, scene.us().funding())));
            assertThatThrownBy(() -> chain.check(signed, H + 1000)).isInstanceOf(RuntimeException.class);
        }
    }

    /** The peer's success transaction on its own commitment shows the preimage. */
    @ParameterizedTest
    @EnumSource
    void aPreimageThePeerUsesIsSeen(CommitmentFormat format) {
        Scene peer = Scene.of(format).mirrored();
        Commitment commitment = peer.ours(NUMBER, Scene.spec(30_000_000, Scene.someHtlcs()));
        TestChain chain = peer.chain();
        chain.confirm(peer.signed(commitment, true), H);
        Set<Bytes32> hashes = Set.of(Scene.htlc(false, 4, 1, 1).paymentHash(),
                Scene.htlc(false, 5, 1, 1).paymentHash());
        for (Claim claim : Scene.only(peer.ourClaims(commitment, NUMBER), Kind.HTLC_SUCCESS, Kind.HTLC_TIMEOUT)) {
            ChainTransaction seen = ChainTransaction.parse(
                    ClaimAssertions.single(chain, peer, claim).signed(peer.signer()));
            boolean shown = claim.amountSat() == 80_000
                    || claim.kind() == Kind.HTLC_SUCCESS && claim.deadline() == H + 61;
            assertThat(Preimages.revealed(seen, hashes)).hasSize(shown ? 1 : 0);
        }
    }
}
