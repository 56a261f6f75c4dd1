package lnhub.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.wire.AnnouncementSignatures;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.FundingCreated;
import lnhub.protocol.wire.FundingSigned;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.TlvStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** BOLT 2, "Channel Establishment v1": from open_channel to channel_ready, and every way in which it ends before. */
class OpeningTest {
    private static final long HALF_MSAT = Pair.CAPACITY_SAT * 500;

    private static Pair negotiated() {
        Pair pair = new Pair();
        pair.negotiate(CommitmentFormat.ANCHORS, Pair.CAPACITY_SAT, HALF_MSAT, UnaryOperator.identity());
        pair.exchange();
        return pair;
    }

    @ParameterizedTest
    @EnumSource
    void opens(CommitmentFormat format) {
        Pair pair = Pair.open(format, Pair.CAPACITY_SAT, HALF_MSAT);
        for (End end : List.of(pair.alice, pair.bob)) {
            assertThat(end.state()).isInstanceOf(Normal.class);
            assertThat(end.commitments().params().format()).isEqualTo(format);
            assertThat(end.commitments().localMsat()).isEqualTo(HALF_MSAT);
            assertThat(end.commitments().params().channelId())
                    .isEqualTo(ChannelParams.channelId(end.commitments().params().funding()));
            assertThat(end.effects(Effect.WatchFunding.class)).isNotEmpty();
            assertThat(end.last(Effect.Answer.class).orElseThrow().outcome())
                    .isEqualTo(new Effect.Outcome.Ready(pair.scid));
            assertThat(end.journal.replay()).isEqualTo(end.state());
        }
        assertThat(pair.alice.effects(Effect.PublishTx.class)).containsExactly(
                new Effect.PublishTx(Pair.FUNDING_TX));
    }

    @Test
    void publishesTheFundingOnlyWithTheFundeesSignature() {
        Pair pair = negotiated();
        pair.fund();
        assertThat(pair.alice.journal.has(Event.FundingCreatedSent.class)).isTrue();
        assertThat(pair.alice.effects(Effect.PublishTx.class)).isEmpty();
        pair.deliver(pair.alice);
        assertThat(pair.bob.journal.has(Event.FundingSignedSent.class)).isTrue();
        pair.deliver(pair.bob);
        assertThat(pair.alice.journal.has(Event.FundingSignedReceived.class)).isTrue();
        assertThat(pair.alice.effects(Effect.PublishTx.class)).hasSize(1);
    }

    @Test
    void fundeeRefusesAWrongSignature() {
        Pair pair = negotiated();
        pair.fund();
        FundingCreated created = (FundingCreated) End.decode(pair.alice.wire.remove());
        pair.bob.receive(Records.with(created, "signature", Signature.wrap(new byte[64])));
        assertThat(Expect.text(pair.bob.sent.getLast())).contains("invalid signature");
        assertThat(pair.bob.journal.size()).isZero();
        pair.deliver(pair.bob);
        assertThat(pair.alice.state()).isInstanceOf(Closed.class);
        assertThat(pair.alice.effects(Effect.ReleaseFunding.class)).hasSize(1);
    }

    @Test
    void funderNeverPublishesOnAWrongSignature() {
        Pair pair = negotiated();
        pair.fund();
        pair.deliver(pair.alice);
        FundingSigned signed = (FundingSigned) End.decode(pair.bob.wire.remove());
        pair.alice.receive(Records.with(signed, "signature", Signature.wrap(new byte[64])));
        assertThat(pair.alice.state()).isInstanceOf(Closed.class);
        assertThat(pair.alice.effects(Effect.PublishTx.class)).isEmpty();
        assertThat(pair.alice.effects(Effect.ReleaseFunding.class)).hasSize(1);
        assertThat(pair.alice.sent.getLast()).isInstanceOf(ErrorMessage.class);
    }

    @Test
    void funderForgetsWhatWasNotSignedWhenTheConnectionBreaks() {
        Pair pair = negotiated();
        pair.fund();
        pair.alice.tell(new Command.Disconnected());
        assertThat(pair.alice.state()).isInstanceOf(Closed.class);
        assertThat(pair.alice.effects(Effect.ReleaseFunding.class)).hasSize(1);
    }

    @Test
    void funderForgetsWhatWasNotSignedAfterARestart() {
        Pair pair = negotiated();
        pair.fund();
        pair.alice.crash();
        assertThat(pair.alice.state()).isInstanceOf(AwaitingSignature.class);
        pair.alice.tell(new Command.PayDebts());
        assertThat(pair.alice.state()).isInstanceOf(Closed.class);
    }

    /** The funder may have published: a fundee that has signed remembers. */
    @Test
    void fundeeRemembersWhatItHasSigned() {
        Pair pair = negotiated();
        pair.fund();
        pair.deliver(pair.alice);
        pair.bob.tell(new Command.Disconnected());
        assertThat(pair.bob.state()).isInstanceOf(AwaitingReady.class);
        pair.bob.node.height += 2016;
        pair.bob.tell(new Command.NewBlock(pair.bob.node.height));
        assertThat(pair.bob.state()).isInstanceOf(AwaitingReady.class);
        pair.bob.node.height++;
        pair.bob.tell(new Command.NewBlock(pair.bob.node.height));
        assertThat(pair.bob.state()).isInstanceOf(Closed.class);
    }

    @Test
    void aFundingThatComesTooLateIsReleased() {
        Pair pair = negotiated();
        pair.alice.tell(new Command.Disconnected());
        assertThat(pair.alice.last(Effect.Answer.class).orElseThrow().outcome())
                .isInstanceOf(Effect.Outcome.Refused.class);
        Decision decision = pair.alice.tell(new Command.FundingPrepared(Pair.FUNDING_TX,
                new OutPoint(Hashes.sha256(new byte[] {9}), 0)));
        assertThat(decision.effects()).hasToString("[" + new Effect.ReleaseFunding(Pair.FUNDING_TX) + "]");
    }

    @Test
    void aWalletWithoutMoneyEndsIt() {
        Pair pair = negotiated();
        pair.alice.tell(new Command.FundingFailed("20,001 sat can be spent"));
        assertThat(pair.alice.last(Effect.Answer.class).orElseThrow().outcome())
                .isEqualTo(new Effect.Outcome.Refused("20,001 sat can be spent"));
        assertThat(Expect.text(pair.alice.sent.getLast())).as("what the peer hears of our wallet")
                .isEqualTo("the funding transaction cannot be made");
        pair.deliver(pair.alice);
        assertThat(pair.bob.state()).isEqualTo(ChannelState.NEW);
    }

    @Test
    void channelReadyIsSentAgainUntilACommitmentFollowed() {
        Pair pair = Pair.open();
        int before = pair.alice.sent(ChannelReady.class).size();
        pair.reconnect();
        assertThat(pair.alice.sent(ChannelReady.class)).hasSize(before + 1);
        pair.pay(pair.alice, 1, 1_000_000);
        pair.exchange();
        pair.reconnect();
        assertThat(pair.alice.sent(ChannelReady.class)).hasSize(before + 1);
    }

    @Test
    void aReadyThatWasLostIsSentAgain() {
        Pair pair = negotiated();
        pair.fund();
        pair.exchange();
        pair.alice.tell(new Command.FundingDeep(pair.scid));
        pair.bob.tell(new Command.FundingDeep(pair.scid));
        pair.disconnect();
        pair.alice.crash();
        pair.connect();
        pair.exchange();
        assertThat(pair.alice.state()).isInstanceOf(Normal.class);
        assertThat(pair.bob.state()).isInstanceOf(Normal.class);
    }

    @Test
    void isAnnouncedByBoth() {
        Pair pair = Pair.open();
        pair.reconnect();
        for (End end : List.of(pair.alice, pair.bob)) {
            assertThat(end.sent(AnnouncementSignatures.class)).isNotEmpty();
            assertThat(end.effects(Effect.AnnounceChannel.class)).isNotEmpty();
        }
        assertThat(pair.alice.last(Effect.AnnounceChannel.class))
                .isEqualTo(pair.bob.last(Effect.AnnounceChannel.class));
    }

    @Test
    void aWrongHalfOfTheAnnouncementIsRefused() {
        Pair pair = Pair.open();
        pair.reconnect();
        AnnouncementSignatures half = pair.alice.sent(AnnouncementSignatures.class).getLast();
        Expect.warns(pair.bob, Records.with(half, "nodeSignature", Signature.wrap(new byte[64])),
                "invalid signature in announcement_signatures");
    }

    @Test
    void anErrorOfThePeerEndsWhatIsNotFunded() {
        Pair pair = negotiated();
        pair.alice.tell(new Command.PeerError("no"));
        assertThat(pair.alice.entity.link.negotiation()).isEqualTo(Optional.empty());
        assertThat(pair.alice.journal.size()).isZero();
    }

    @Test
    void anErrorOfThePeerFailsWhatIsFunded() {
        Pair pair = negotiated();
        pair.fund();
        pair.exchange();
        Expect.failed(pair.alice, pair.alice.tell(new Command.PeerError("no")));
    }

    @Test
    void messagesOutOfOrderAreRefused() {
        Pair pair = negotiated();
        Message wrong = new ChannelReady(pair.alice.ref.value(), pair.alice.node.id,
                TlvStream.EMPTY);
        pair.bob.receive(wrong);
        assertThat(pair.bob.sent.getLast()).isInstanceOf(ErrorMessage.class);
        assertThat(pair.bob.entity.link.negotiation()).isEmpty();
    }
}
