package lnhub.protocol.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.FundingSpend.Age;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.ClosingTransaction;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.CommitmentSpec;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every transaction that can spend the funding output, told apart. */
class RecognitionTest {
    private static final long OURS = 7;
    private static final long THEIRS = 8;
    private static final Bytes OUR_SCRIPT = Scene.SWEEP;
    private static final Bytes THEIR_SCRIPT = Op.p2wsh(Bytes.fromHex("51"));

    private static CommitmentSpec spec() {
        return Scene.spec(30_000_000, Scene.someHtlcs());
    }

    private static KnownCommitments known(Scene scene, boolean nextSigned) {
        return new KnownCommitments(OURS, scene.ours(OURS, spec()).txid(), scene.theirs(THEIRS, spec()).txid(),
                nextSigned ? Optional.of(scene.theirs(THEIRS + 1, spec()).txid()) : Optional.empty(),
                scene.revealed(THEIRS), Set.of(OUR_SCRIPT, THEIR_SCRIPT));
    }

    private static FundingSpend recognise(Scene scene, boolean nextSigned, Bytes transaction) {
        return recognise(scene, nextSigned, ChainTransaction.parse(transaction));
    }

    private static FundingSpend recognise(Scene scene, boolean nextSigned, ChainTransaction transaction) {
        return Recognition.of(scene.channel(), known(scene, nextSigned), scene::ourPoint, transaction);
    }

    private static FundingSpend ofOurs(Scene scene, long number, CommitmentSpec spec) {
        return recognise(scene, true, scene.signed(scene.ours(number, spec), true));
    }

    private static FundingSpend ofTheirs(Scene scene, boolean nextSigned, long number, CommitmentSpec spec) {
        return recognise(scene, nextSigned, scene.signed(scene.theirs(number, spec), false));
    }

    @ParameterizedTest
    @EnumSource
    void commitmentsOfEveryAge(CommitmentFormat format) {
        for (boolean weFund : new boolean[] {true, false}) {
            Scene scene = Scene.of(format, weFund);
            assertThat(ofOurs(scene, OURS, spec())).isEqualTo(new FundingSpend.Ours(OURS, Age.CURRENT));
            assertThat(ofOurs(scene, OURS - 1, spec())).isEqualTo(new FundingSpend.Ours(OURS - 1, Age.OUTDATED));
            assertThat(ofOurs(scene, OURS + 5, spec())).isEqualTo(new FundingSpend.Ours(OURS + 5, Age.FUTURE));
            assertThat(ofTheirs(scene, true, THEIRS, spec())).isEqualTo(new FundingSpend.Peers(THEIRS));
            assertThat(ofTheirs(scene, true, THEIRS + 1, spec())).isEqualTo(new FundingSpend.Peers(THEIRS + 1));
            for (long number = 0; number < THEIRS; number++) {
                assertThat(ofTheirs(scene, true, number, spec())).isEqualTo(scene.revoked(number));
            }
            assertThat(ofTheirs(scene, true, THEIRS + 2, spec()))
                    .isEqualTo(new FundingSpend.PeersFuture(THEIRS + 2));
            assertThat(ofTheirs(scene, false, THEIRS + 1, spec()))
                    .isEqualTo(new FundingSpend.PeersFuture(THEIRS + 1));
        }
    }

    /** Where to_remote is trimmed, to_local tells; where both are, the peer is suspected. */
    @ParameterizedTest
    @EnumSource
    void commitmentsWithoutABalance(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        CommitmentSpec noRemote = Scene.spec(0, Scene.someHtlcs());
        assertThat(ofOurs(scene, 2, noRemote)).isEqualTo(new FundingSpend.Ours(2, Age.OUTDATED));
        assertThat(ofTheirs(scene, true, 2, Scene.spec(800, Scene.someHtlcs()))).isEqualTo(scene.revoked(2));
    }

    /** With HTLCs alone both sides' commitments look the same, and a penalty of our own takes nothing. */
    @ParameterizedTest
    @EnumSource
    void commitmentsOfHtlcsAlone(CommitmentFormat format) {
        long dust = format.commitmentWeight(1) + format.anchorsSat() + 100;
        List<CommitmentHtlc> all = List.of(Scene.htlc(true, 1, Scene.CAPACITY_SAT - dust, Scene.HEIGHT));
        Scene scene = Scene.of(format, false);
        Commitment theirs = scene.theirs(3, Scene.spec(0, all));
        assertThat(theirs.toHolderOutput()).isEmpty();
        assertThat(recognise(scene, true, scene.signed(theirs, false))).isEqualTo(scene.revoked(3));
        Scene funder = Scene.of(format);
        Commitment ours = funder.ours(3, Scene.spec(0, all));
        ChainTransaction published = ChainTransaction.parse(funder.signed(ours, true));
        assertThat(recognise(funder, true, published)).isEqualTo(funder.revoked(3));
        PenaltyClaims.Found found = new PenaltyClaims(funder.channel(), funder.revoked(3))
                .of(published, 3, Scene.records(all, 3), Scene.HEIGHT);
        assertThat(found.claims()).isEmpty();
        assertThat(found.unexplained()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void anotherCommitmentThanTheOneWeKnowIsNotTrusted(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        CommitmentSpec other = Scene.spec(40_000_000, Scene.someHtlcs());
        assertThat(ofOurs(scene, OURS, other)).isInstanceOf(FundingSpend.Unknown.class);
        assertThat(ofTheirs(scene, true, THEIRS, other)).isInstanceOf(FundingSpend.Unknown.class);
        assertThat(ofTheirs(scene, true, THEIRS + 1, other)).isInstanceOf(FundingSpend.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource
    void aMutualClosePaysAgreedScripts(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Bytes agreed = ClosingTransaction.build(Scene.FUNDING, Scene.CAPACITY_SAT, scene.us().basepoints().funding(),
                scene.them().basepoints().funding(), true, OUR_SCRIPT, THEIR_SCRIPT, 60_000_000, 40_000_000, 500,
                Scene.DUST_SAT).unsignedTransaction();
        assertThat(recognise(scene, true, agreed)).isInstanceOf(FundingSpend.MutualClose.class);
        Bytes elsewhere = ClosingTransaction.build(Scene.FUNDING, Scene.CAPACITY_SAT,
                scene.us().basepoints().funding(), scene.them().basepoints().funding(), true,
                OUR_SCRIPT, Op.p2wsh(Bytes.fromHex("52")), 60_000_000, 40_000_000, 500, Scene.DUST_SAT)
                .unsignedTransaction();
        assertThat(recognise(scene, true, elsewhere)).isInstanceOf(FundingSpend.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoCommitmentIsUnknown(CommitmentFormat format) {
        Scene scene = Scene.of(format);
        Commitment revoked = scene.theirs(2, spec());
        ChainTransaction parsed = ChainTransaction.parse(scene.signed(revoked, false));
        List<ChainTransaction.Input> inputs = new ArrayList<>(parsed.inputs());
        inputs.add(new ChainTransaction.Input(new OutPoint(Hashes.sha256(new byte[0]), 0), 0, List.of()));
        ChainTransaction twoInputs = new ChainTransaction(parsed.txid(), 2, inputs, parsed.outputs(),
                parsed.lockTime());
        assertThat(recognise(scene, true, twoInputs)).isInstanceOf(FundingSpend.Unknown.class);
        List<ChainTransaction.Output> outputs = new ArrayList<>();
        for (int i = 0; i < 971; i++) {
            outputs.add(parsed.outputs().getFirst());
        }
        ChainTransaction tooMany = new ChainTransaction(parsed.txid(), 2, parsed.inputs(), outputs, parsed.lockTime());
        assertThat(recognise(scene, true, tooMany)).isInstanceOf(FundingSpend.Unknown.class);
        ChainTransaction unrelated = new ChainTransaction(parsed.txid(), 2,
                List.of(inputs.getLast()), parsed.outputs(), 0);
        assertThatIllegalArgumentException().isThrownBy(() -> recognise(scene, true, unrelated))
                .withMessageContaining("does not spend the funding output");
    }

    /** Marks and numbers that nobody signed: whatever they say, the answer is one of the cases. */
    @Property(tries = 200)
    void noNumberIsBelievedBlindly(@ForAll @IntRange(min = 0, max = 0xFFFFFF) int high, @ForAll int lockTime) {
        Scene scene = Scene.of(CommitmentFormat.ANCHORS);
        ChainTransaction parsed = ChainTransaction.parse(scene.signed(scene.theirs(2, spec()), false));
        ChainTransaction.Input input = new ChainTransaction.Input(Scene.FUNDING, 0x80 << 24 | high, List.of());
        ChainTransaction forged = new ChainTransaction(Hashes.sha256(new byte[0]), 2, List.of(input),
                parsed.outputs(), 0x20 << 24 | lockTime & 0xFFFFFF);
        FundingSpend spend = recognise(scene, true, forged);
        if (spend instanceof FundingSpend.Revoked revoked) {
            assertThat(revoked.number()).isLessThan(THEIRS);
        } else {
            assertThat(spend).isInstanceOfAny(FundingSpend.PeersFuture.class, FundingSpend.Unknown.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void secretsDoNotPrintThemselves(CommitmentFormat format) {
        FundingSpend.Revoked revoked = Scene.of(format).revoked(3);
        assertThat(revoked.toString()).doesNotContain(revoked.secret().toHex());
        assertThat(new SigningKey.Revocation(revoked.secret()).toString()).doesNotContain(revoked.secret().toHex());
        Scene scene = Scene.of(format);
        assertThat(scene.ourClaims(scene.ours(OURS, spec()), OURS)).isNotEmpty().allSatisfy(claim -> {
            for (CommitmentHtlc htlc : Scene.someHtlcs()) {
                assertThat(claim.toString()).doesNotContain(Scene.preimage(htlc.id()).toHex());
            }
        });
    }
}
