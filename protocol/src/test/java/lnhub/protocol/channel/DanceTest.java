package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UpdateFee;
import lnhub.protocol.wire.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BOLT 2, "Committing Updates So Far", "Completing the Transition to the Updated State", "Updating Fees". */
class DanceTest {
    private static final Signature WRONG = Signature.wrap(new byte[Signature.SIZE]);

    private final Pair pair = Pair.open();

    /** Alice's commitment_signed for one HTLC, not arrived yet; the update has. */
    private CommitmentSigned signedByAlice() {
        pair.pay(pair.alice, 1, 10_000_000);
        pair.deliver(pair.alice);
        pair.alice.sign();
        return (CommitmentSigned) End.decode(pair.alice.wire.remove());
    }

    @Test
    void everySignatureIsChecked() {
        CommitmentSigned signed = signedByAlice();
        Expect.warns(pair.bob, Records.with(signed, "signature", WRONG), "invalid signature of commitment 1");
    }

    @Test
    void everyHtlcSignatureIsChecked() {
        CommitmentSigned signed = signedByAlice();
        Expect.warns(pair.bob, Records.with(signed, "htlcSignatures", List.of(WRONG)),
                "invalid signature of HTLC output 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void htlcSignaturesAreAsManyAsOutputs(int count) {
        CommitmentSigned signed = signedByAlice();
        List<Signature> signatures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            signatures.add(signed.htlcSignatures().getFirst());
        }
        Expect.warns(pair.bob, Records.with(signed, "htlcSignatures", signatures),
                "expected 1 HTLC signatures, got " + count);
    }

    /** After a warning and a new connection everything goes on. */
    @Test
    void aWrongSignatureCostsNoChannel() {
        CommitmentSigned signed = signedByAlice();
        pair.bob.tell(new Command.FromPeer(Records.with(signed, "signature", WRONG)));
        pair.reconnect();
        assertThat(pair.outcomes.get(1L).isFulfilled()).isTrue();
    }

    /** The record comes first: nothing that binds us leaves with a decision that records nothing. */
    @Test
    void revocationIsExplainedByWhatIsDurable() {
        CommitmentSigned signed = signedByAlice();
        Decision decision = pair.bob.entity.decide(new Command.FromPeer(signed));
        assertThat(((Decision.Recorded) decision).events().getFirst()).isInstanceOf(Event.CommitmentReceived.class);
        assertThat(decision.effects().getFirst()).isInstanceOf(Effect.SendBinding.class);
        RevokeAndAck revoke = (RevokeAndAck) ((Effect.SendBinding) decision.effects().getFirst()).message();
        assertThat(revoke.perCommitmentSecret()).isEqualTo(pair.bob.node.signer(pair.bob.ref).commitmentSecret(0));
        assertThat(revoke.nextPerCommitmentPoint()).isEqualTo(pair.bob.node.signer(pair.bob.ref).commitmentPoint(2));
    }

    @Test
    void theNextCommitmentWaitsForTheRevocation() {
        signedByAlice();
        pair.pay(pair.alice, 2, 1_000_000);
        assertThat(pair.alice.signRequested).isFalse();
        Expect.ignores(pair.alice, new Command.Sign());
    }

    @Test
    void oneSignatureCoversWhatHasGathered() {
        for (int i = 1; i <= 20; i++) {
            pair.pay(pair.alice, i, 1_000_000);
        }
        pair.exchange();
        assertThat(pair.outcomes).hasSize(20);
        assertThat(pair.alice.sent(CommitmentSigned.class).size()).isLessThan(5);
    }

    private RevokeAndAck revocation() {
        CommitmentSigned signed = signedByAlice();
        pair.bob.tell(new Command.FromPeer(signed));
        return pair.bob.sent(RevokeAndAck.class).getLast();
    }

    @Test
    void aWrongSecretFailsTheChannel() {
        Bytes32 other = pair.bob.node.signer(pair.bob.ref).commitmentSecret(1);
        Expect.fails(pair.alice, Records.with(revocation(), "perCommitmentSecret", other),
                "per_commitment_secret does not match");
    }

    @Test
    void aSecretThatIsNoneFailsTheChannel() {
        Expect.fails(pair.alice, Records.with(revocation(), "perCommitmentSecret", Bytes32.ZEROES),
                "per_commitment_secret does not match");
    }

    @Test
    void aRevocationNeedsACommitment() {
        Expect.warns(pair.bob, revocation(), "revoke_and_ack without commitment_signed");
    }

    // --- update_fee ---

    private UpdateFee fee(int feeratePerKw) {
        return new UpdateFee(pair.alice.commitments().params().channelId(), feeratePerKw, TlvStream.EMPTY);
    }

    @Test
    void theFunderChangesTheFee() {
        pair.hold = true;
        pair.pay(pair.bob, 1, 2_000_000);
        pair.alice.tell(new Command.ChangeFeerate(2_500));
        pair.exchange();
        assertThat(pair.alice.commitments().feeratePerKw()).isEqualTo(2_500);
        assertThat(pair.bob.commitments().feeratePerKw()).isEqualTo(2_500);
        assertThat(pair.bob.commitments().fees()).isEmpty();
    }

    @Test
    void theFundeeDoesNot() {
        assertThat(pair.bob.tell(new Command.ChangeFeerate(2_500)).effects()).isEmpty();
        Expect.warns(pair.alice, fee(2_500), "update_fee from the side that does not pay");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 252, 100_001, -1, Integer.MIN_VALUE})
    void absurdFeesAreRefused(int feeratePerKw) {
        Expect.warns(pair.bob, fee(feeratePerKw), "feerate_per_kw");
    }

    @Test
    void theFunderOffersOnlyWhatItCanPay() {
        Pair poor = Pair.open(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 1000 - 20_000_000);
        assertThat(poor.alice.tell(new Command.ChangeFeerate(9_000)).effects()).isEmpty();
        assertThat(poor.alice.tell(new Command.ChangeFeerate(8_000)).effects()).isNotEmpty();
    }

    @Test
    void aFeeBeyondTheFundersMeansIsRefusedWithTheCommitment() {
        Pair poor = Pair.open(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 1000 - 20_000_000);
        UpdateFee fee = new UpdateFee(poor.bob.commitments().params().channelId(), 9_000, TlvStream.EMPTY);
        poor.bob.tell(new Command.FromPeer(fee));
        Expect.warns(poor.bob, new CommitmentSigned(fee.channelId(), WRONG, List.of(), TlvStream.EMPTY),
                "cannot afford the new fee rate");
    }

    /** HTLCs that cross an update_fee may make it unaffordable; it is taken back before it is signed. */
    @Test
    void aFeeThatCrossesHtlcsIsTakenBack() {
        Pair poor = Pair.open(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT * 1000 - 20_000_000);
        poor.hold = true;
        for (int i = 0; i < 20; i++) {
            poor.pay(poor.bob, i, 1_000_000);
        }
        poor.bob.sign();
        poor.alice.tell(new Command.ChangeFeerate(8_000));
        poor.exchange();
        assertThat(poor.bob.sent(Warning.class)).isEmpty();
        assertThat(poor.alice.commitments().received().size()).isEqualTo(20);
        assertThat(poor.alice.commitments().feeratePerKw()).isEqualTo(1_000);
        assertThat(poor.bob.commitments().feeratePerKw()).isEqualTo(1_000);
    }

    /** A peer cannot fill our memory with fee updates: the last one counts. */
    @Test
    void onlyTheLastFeeCounts() {
        for (int feerate = 1_000; feerate < 1_100; feerate++) {
            pair.bob.tell(new Command.FromPeer(fee(feerate)));
        }
        assertThat(pair.bob.entity.link.received()).containsExactly(new Update.Fee(1_099));
    }
}
