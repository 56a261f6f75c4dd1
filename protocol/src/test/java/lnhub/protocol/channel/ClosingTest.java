package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.ClosingTransaction;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.ClosingSigned;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.TlvStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BOLT 2, "Closing Initiation" and "Legacy Closing Negotiation". */
class ClosingTest {
    private final Pair pair = Pair.open();

    private static void assertClosed(Pair pair) {
        for (End end : List.of(pair.alice, pair.bob)) {
            assertThat(end.state()).isInstanceOf(Closing.class);
            Bytes transaction = ((Closing) end.state()).transaction();
            TransactionCheck.spendsFunding(transaction, end.commitments().params());
        }
    }

    private Shutdown shutdown(Bytes script) {
        return new Shutdown(pair.alice.commitments().params().channelId(), script, TlvStream.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closes(boolean funderAsks) {
        (funderAsks ? pair.alice : pair.bob).tell(new Command.Close());
        pair.exchange();
        assertClosed(pair);
        assertThat(((Closing) pair.alice.state()).transaction())
                .isEqualTo(((Closing) pair.bob.state()).transaction());
        for (End end : List.of(pair.alice, pair.bob)) {
            assertThat(end.journal.has(Event.ClosingAgreed.class)).isTrue();
            assertThat(end.effects(Effect.PublishTx.class)).contains(
                    new Effect.PublishTx(((Closing) end.state()).transaction()));
        }
    }

    /** BOLT 2: a node MAY send shutdown before channel_ready; at a cut it is sent again. */
    @ParameterizedTest
    @CsvSource({"true, false, false", "false, false, true", "true, true, true", "false, true, false"})
    void closesBeforeItIsOpen(boolean funderAsks, boolean oneIsReady, boolean cut) {
        Pair fresh = new Pair();
        fresh.negotiate(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, Pair.CAPACITY_SAT / 2 * 1000,
                UnaryOperator.identity());
        fresh.exchange();
        fresh.fund();
        fresh.exchange();
        if (oneIsReady) {
            fresh.bob.tell(new Command.FundingDeep(fresh.scid));
            fresh.exchange();
        }
        assertThat(fresh.alice.state()).isInstanceOf(AwaitingReady.class);
        (funderAsks ? fresh.alice : fresh.bob).tell(new Command.Close());
        if (cut) {
            fresh.disconnect();
            fresh.connect();
        }
        fresh.exchange();
        assertClosed(fresh);
        fresh.alice.tell(new Command.FundingDeep(fresh.scid));
        assertThat(fresh.alice.state()).isInstanceOf(Closing.class);
    }

    @Test
    void bothMayAskAtOnce() {
        pair.alice.tell(new Command.Close());
        pair.bob.tell(new Command.Close());
        pair.exchange();
        assertClosed(pair);
        assertThat(pair.alice.sent(Shutdown.class)).hasSize(1);
        assertThat(pair.bob.sent(Shutdown.class)).hasSize(1);
    }

    /** HTLCs in flight are settled first, the ones that come too late are failed. */
    @Test
    void waitsForHtlcs() {
        pair.hold = true;
        pair.pay(pair.alice, 1, 10_000_000);
        pair.pay(pair.bob, 2, 20_000_000);
        pair.exchange();
        pair.alice.tell(new Command.Close());
        pair.exchange();
        assertThat(pair.alice.state()).isInstanceOf(Normal.class);
        assertThat(pair.alice.sent(ClosingSigned.class)).isEmpty();
        pair.hold = false;
        pair.exchange();
        assertClosed(pair);
        assertThat(pair.outcomes.values()).hasSize(2).allMatch(Settlement::isFulfilled);
    }

    /** BOLT 2: a shutdown MUST NOT leave while updates are pending on the receiver's commitment. */
    @Test
    void unsignedUpdatesGoFirst() {
        pair.pay(pair.alice, 1, 10_000_000);
        pair.alice.tell(new Command.Close());
        assertThat(pair.alice.sent(Shutdown.class)).isEmpty();
        pair.alice.sign();
        assertThat(pair.alice.sent(Shutdown.class)).hasSize(1);
        pair.exchange();
        assertClosed(pair);
    }

    @Test
    void whoAskedIsToldWhenTheConnectionBreaksFirst() {
        pair.pay(pair.alice, 1, 10_000_000);
        pair.alice.tell(new Command.Close());
        pair.disconnect();
        assertThat(pair.alice.last(Effect.Answer.class).orElseThrow().outcome())
                .isInstanceOf(Effect.Outcome.Refused.class);
        pair.connect();
        pair.exchange();
        assertThat(pair.alice.state()).isInstanceOf(Normal.class);
    }

    @Test
    void scriptsAreChecked() {
        Expect.warns(pair.alice, shutdown(Bytes.wrap(new byte[20])), "not an accepted form");
        pair.reconnect();
        Bytes other = pair.alice.node.closeScript(pair.alice.ref);
        Expect.warns(pair.alice, shutdown(other), "not the upfront_shutdown_script");
    }

    @Test
    void noShutdownOverUnsignedAdds() {
        pair.pay(pair.bob, 1, 10_000_000);
        pair.deliver(pair.bob);
        Expect.warns(pair.alice, shutdown(pair.bob.node.closeScript(pair.bob.ref)), "not signed");
    }

    // --- fees ---

    /** Bob, the fundee, is asked to sign what Alice proposes. */
    private ClosingSigned proposal() {
        pair.alice.tell(new Command.Close());
        while (pair.alice.sent(ClosingSigned.class).isEmpty()) {
            pair.step();
        }
        return (ClosingSigned) End.decode(pair.alice.wire.remove());
    }

    private ClosingSigned signedBy(End end, long feeSat, TlvStream tlvs) {
        ClosingSigned any = Records.with(proposal(), "feeSat", feeSat);
        Commitments commitments = end.commitments();
        ChannelParams params = commitments.params();
        Signature signature = end.node.signer(end.ref).signFunding(
                ClosingTransaction.build(params.funding(), params.capacitySat(),
                        params.local().basepoints().funding(), params.remote().basepoints().funding(),
                        params.funder(), end.node.closeScript(end.ref),
                        pair.peerOf(end).node.closeScript(pair.peerOf(end).ref), commitments.localMsat() / 1000,
                        commitments.remoteMsat() / 1000, feeSat, params.local().dustLimitSat()).sighash());
        return Records.with(Records.with(any, "signature", signature), "tlvs", tlvs);
    }

    @Test
    void aWrongSignatureIsRefused() {
        ClosingSigned proposal = proposal();
        Expect.warns(pair.bob, Records.with(proposal, "signature", Signature.wrap(new byte[64])),
                "invalid signature of the closing transaction");
    }

    @ParameterizedTest
    @ValueSource(longs = {500_001, Long.MAX_VALUE, -1})
    void theFunderMustHaveTheFee(long feeSat) {
        Expect.warns(pair.bob, Records.with(proposal(), "feeSat", feeSat), "more than the funder has");
    }

    /** A fee that leaves nothing to anybody is no reason to stop thinking. */
    @Test
    void aFeeThatLeavesNoOutputIsRefused() {
        Pair poor = Pair.open(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, 0);
        poor.alice.tell(new Command.Close());
        while (poor.alice.sent(ClosingSigned.class).isEmpty()) {
            poor.step();
        }
        ClosingSigned all = Records.with(poor.alice.sent(ClosingSigned.class).getFirst(), "feeSat",
                Pair.CAPACITY_SAT);
        Expect.warns(poor.bob, all, "below the dust limit");
    }

    @Test
    void theFundeeTakesAnyFeeThatRelays() {
        pair.bob.tell(new Command.FromPeer(signedBy(pair.alice, 5_000, TlvStream.EMPTY)));
        assertThat(pair.bob.state()).isInstanceOf(Closing.class);
        pair.exchange();
        assertThat(pair.alice.state()).isInstanceOf(Negotiating.class);
    }

    /** Without ranges both sides meet. */
    @Test
    void aFeeTooLowIsAnsweredWithAHigherOne() {
        pair.bob.node.feeratePerKw = 1_500;
        pair.bob.tell(new Command.FromPeer(signedBy(pair.alice, 10, TlvStream.EMPTY)));
        assertThat(pair.bob.state()).isInstanceOf(Negotiating.class);
        assertThat(pair.bob.sent(ClosingSigned.class).getLast().feeSat()).isGreaterThan(100);
        pair.exchange();
        assertClosed(pair);
    }

    @Test
    void aRangeThatCannotRelayIsRefused() {
        Expect.warns(pair.bob, signedBy(pair.alice, 10,
                ChannelTlvs.ofFeeRange(new ChannelTlvs.FeeRange(1, 20))), "no closing fee of at least");
    }

    /** The fundee's pick within the funder's range is final. */
    @Test
    void theFunderTakesAPickWithinItsRange() {
        ClosingSigned first = proposal();
        long pick = ChannelTlvs.feeRange(first.tlvs()).orElseThrow().maxFeeSat();
        pair.alice.tell(new Command.FromPeer(signedByBob(pick)));
        assertThat(pair.alice.state()).isInstanceOf(Closing.class);
        assertThat(pair.alice.sent(ClosingSigned.class).getLast().feeSat()).isEqualTo(pick);
    }

    private ClosingSigned signedByBob(long feeSat) {
        ClosingSigned any = pair.alice.sent(ClosingSigned.class).getLast();
        Commitments commitments = pair.bob.commitments();
        ChannelParams params = commitments.params();
        Signature signature = pair.bob.node.signer(pair.bob.ref).signFunding(
                ClosingTransaction.build(params.funding(), params.capacitySat(),
                        params.local().basepoints().funding(), params.remote().basepoints().funding(), false,
                        pair.bob.node.closeScript(pair.bob.ref), pair.alice.node.closeScript(pair.alice.ref),
                        commitments.localMsat() / 1000, commitments.remoteMsat() / 1000, feeSat,
                        params.local().dustLimitSat()).sighash());
        return Records.with(Records.with(Records.with(any, "signature", signature), "feeSat", feeSat), "tlvs",
                TlvStream.EMPTY);
    }

    /** An output that is dust to one side only: the other knows how that side builds the transaction. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dustLimitsMayDiffer(boolean fundersIsHigher) {
        TestNode alice = new TestNode(0);
        TestNode bob = new TestNode(1);
        (fundersIsHigher ? alice : bob).policy = Records.with(ChannelPolicy.DEFAULT, "dustLimitSat", 546L);
        Pair poor = new Pair(alice, bob, 0).opened(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, 400_000);
        poor.alice.tell(new Command.Close());
        poor.exchange();
        assertClosed(poor);
    }

    // --- connections ---

    private static final List<Consumer<Pair>> CLOSE = List.of(
            pair -> pair.pay(pair.alice, 1, 10_000_000),
            pair -> pair.pay(pair.bob, 2, 20_000_000),
            pair -> pair.bob.tell(new Command.Close()),
            pair -> pair.alice.tell(new Command.Close()));

    /** A wish to close that was not sent yet is lost with the connection, and the user told so. */
    private static void closeAgain(Pair pair) {
        pair.alice.tell(new Command.Close());
    }

    @ParameterizedTest
    @EnumSource
    void everyCutHeals(CommitmentFormat format) {
        new Interleavings(format, CLOSE, ClosingTest::closeAgain).all(1, ClosingTest::assertClosed);
    }

    /** Once buried it is over; what is still owed to others is told on request. */
    @Test
    void endsWhenBuried() {
        pair.alice.tell(new Command.Close());
        pair.exchange();
        Bytes close = pair.alice.last(Effect.PublishTx.class).orElseThrow().transaction();
        pair.alice.tell(new Command.CaughtUp(1_010));
        pair.alice.tell(new Command.OutputSpent(pair.alice.commitments().params().funding(), close, 1_010,
                Hashes.sha256(new byte[] {1})));
        pair.alice.node.height = 1_014;
        pair.alice.tell(new Command.NewBlock(1_014));
        assertThat(pair.alice.state()).isInstanceOf(OnChain.class);
        pair.alice.node.height = 1_015;
        pair.alice.tell(new Command.NewBlock(1_015));
        assertThat(pair.alice.state()).isInstanceOf(Closed.class);
        assertThat(pair.alice.journal.replay()).isEqualTo(pair.alice.state());
    }

    // --- alone ---

    @Test
    void anErrorOfThePeerClosesOnChain() {
        pair.pay(pair.alice, 1, 10_000_000);
        pair.exchange();
        Expect.failed(pair.alice, pair.alice.tell(new Command.PeerError("go away")));
    }

    @Test
    void theOperatorMayCloseAlone() {
        pair.pay(pair.alice, 1, 10_000_000);
        Expect.failed(pair.alice, pair.alice.tell(new Command.ForceClose("impatience")));
        assertThat(pair.alice.tell(new Command.ForceClose("again")).effects()).isEmpty();
        pair.alice.crash();
        assertThat(pair.alice.tell(new Command.PayDebts()).effects())
                .anyMatch(Effect.PublishAgain.class::isInstance);
    }

    /** An HTLC that we could claim must be on chain before its expiry; one that we offered soon after. */
    @Test
    void deadlinesCloseOnChain() {
        pair.hold = true;
        pair.pay(pair.alice, 1, 10_000_000);
        pair.exchange();
        assertThat(pair.alice.tell(new Command.NewBlock(1_201)).effects()).isEmpty();
        Expect.failed(pair.alice, pair.alice.tell(new Command.NewBlock(1_202)));
        assertThat(pair.bob.tell(new Command.NewBlock(1_182)).effects()).isEmpty();
        pair.bob.tell(new Command.Settle(0, new Settlement.Fulfilled(Onions.preimage(1)), Optional.empty()));
        assertThat(pair.bob.tell(new Command.NewBlock(1_181)).effects()).isEmpty();
        Expect.failed(pair.bob, pair.bob.tell(new Command.NewBlock(1_182)));
    }
}
