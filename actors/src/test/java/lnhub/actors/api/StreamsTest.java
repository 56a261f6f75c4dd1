package lnhub.actors.api;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import lnhub.actors.NodeApi.CloseChannel;
import lnhub.actors.NodeApi.CloseUpdate;
import lnhub.actors.NodeApi.OpenChannel;
import lnhub.actors.NodeApi.OpenUpdate;
import lnhub.actors.NodeApi.Refused.Code;
import lnhub.actors.NodeApi.Subscription;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.peer.PeerMessage;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect.Outcome;
import lnhub.protocol.channel.Event;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsTest {
    private static final OpenUpdate PENDING = new OpenUpdate.Pending(TestStates.funding(1));
    private static final OpenUpdate OPENED = new OpenUpdate.Opened(TestStates.funding(1));

    @TempDir
    Path folder;
    private TestHub hub;
    private final RecordedUpdates<OpenUpdate> opening = new RecordedUpdates<>();
    private final RecordedUpdates<CloseUpdate> closing = new RecordedUpdates<>();

    @BeforeEach
    void start() throws SQLException {
        hub = new TestHub(folder);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    // --- opening ---

    private static OpenChannel open(long capacitySat, long pushMsat) {
        return new OpenChannel(TestStates.PEER, capacitySat, pushMsat, true, OptionalInt.empty(), OptionalInt.empty(),
                Optional.empty());
    }

    private void answerStatus(boolean connected) {
        hub.peer.expectMessageClass(PeerMessage.Query.class).replyTo().tell(new PeerMessage.Status(connected,
                Optional.empty(), false, connected ? Optional.of(Features.of(Features.ANCHORS)) : Optional.empty(), 0,
                0));
    }

    private ActorRef<Outcome> begin() {
        hub.api.openChannel(open(1_000_000, 5_000), opening);
        answerStatus(true);
        PeerMessage.Open open = hub.peer.expectMessageClass(PeerMessage.Open.class);
        assertThat(open.fundingSat()).isEqualTo(1_000_000);
        assertThat(open.pushMsat()).isEqualTo(5_000);
        assertThat(open.anchors()).isTrue();
        return open.replyTo();
    }

    @Test
    void openingIsPendingThenOpenThenOver() throws Exception {
        ActorRef<Outcome> stream = begin();
        hub.show(1, TestStates.awaitingReady(1));
        stream.tell(new Outcome.FundingPublished(TestStates.funding(1)));
        opening.expect(PENDING);
        hub.show(2, TestStates.normal(2));
        // Told before the channel shows itself open: nobody may hear of it before.
        stream.tell(new Outcome.Ready(TestStates.id(1)));
        stream.tell(new Outcome.FundingPublished(TestStates.funding(1)));
        hub.show(1, TestStates.normal(1));
        opening.expect(OPENED, RecordedUpdates.END);
        assertThat(opening.isQuiet()).isTrue();
    }

    @Test
    void aChannelOfAnotherProcessIsOpenWhenItSaysSo() throws Exception {
        ActorRef<Outcome> stream = begin();
        stream.tell(new Outcome.FundingPublished(TestStates.funding(1)));
        stream.tell(new Outcome.Ready(TestStates.id(1)));
        opening.expect(PENDING, OPENED, RecordedUpdates.END);
    }

    @Test
    void aRefusalEndsTheOpening() throws Exception {
        begin().tell(new Outcome.Refused("the peer refused: no"));
        opening.expectRefused(Code.FAILED_PRECONDITION, "the peer refused: no");
    }

    @Test
    void aChannelThatEndsBeforeItOpensIsRefused() throws Exception {
        ActorRef<Outcome> stream = begin();
        hub.show(1, TestStates.awaitingReady(1));
        stream.tell(new Outcome.FundingPublished(TestStates.funding(1)));
        opening.expect(PENDING);
        hub.show(1, TestStates.awaitingReady(1).apply(new Event.FundingAbandoned("too late")));
        opening.expectRefused(Code.FAILED_PRECONDITION, "too late");
    }

    @Test
    void aPeerMustBeConnectedFirst() throws Exception {
        hub.api.openChannel(open(1_000_000, 0), opening);
        answerStatus(false);
        opening.expectRefused(Code.FAILED_PRECONDITION, "peer " + TestStates.PEER + " is not connected; connect first");
    }

    @Test
    void argumentsAreRefusedWithWhatIsAllowed() throws Exception {
        hub.api.openChannel(open(19_999, 0), opening);
        opening.expectRefused(Code.INVALID_ARGUMENT, "must be 20000 to 1000000000, got 19999");
        hub.api.openChannel(open(20_000, 20_000_001), opening);
        opening.expectRefused(Code.INVALID_ARGUMENT, "must be 0 to 20000000, got 20000001");
        hub.api.openChannel(new OpenChannel(TestStates.NODE, 20_000, 0, true, OptionalInt.empty(), OptionalInt.empty(),
                Optional.empty()), opening);
        opening.expectRefused(Code.INVALID_ARGUMENT, "with itself");
        hub.api.openChannel(new OpenChannel(TestStates.PEER, 20_000, 0, true, OptionalInt.of(253),
                OptionalInt.empty(), Optional.empty()), opening);
        opening.expectRefused(Code.INVALID_ARGUMENT, "now 2500 sat per 1000 weight units");
        hub.api.openChannel(new OpenChannel(TestStates.PEER, 20_000, 0, true, OptionalInt.empty(),
                OptionalInt.empty(), Optional.of("tb1q")), opening);
        opening.expectRefused(Code.INVALID_ARGUMENT, "close address: \"tb1q\" is no regtest address");
        hub.peer.expectNoMessage();
    }

    @Test
    void aNodeThatStopsSaysSoAndACancelledStreamNothing() throws Exception {
        Subscription cancelled = hub.api.openChannel(open(1_000_000, 0), new RecordedUpdates<>());
        answerStatus(true);
        hub.peer.expectMessageClass(PeerMessage.Open.class);
        cancelled.cancel();
        begin();
        hub.kit.shutdownTestKit();
        opening.expectRefused(Code.UNAVAILABLE, "the node is stopping");
    }

    // --- closing ---

    private static CloseChannel close(int n, boolean force) {
        return new CloseChannel(TestStates.funding(n), force, OptionalInt.empty(), Optional.empty());
    }

    private static Bytes transaction(int n, long lockTime, long sequence) {
        byte[] input = new byte[32 + 4 + 1 + 4];
        System.arraycopy(TestStates.funding(n).txid().toArray(), 0, input, 0, 32);
        input[32] = (byte) n;
        String hex = "02000000" + "01" + Bytes.wrap(input).toHex().substring(0, 74) + little(sequence) + "01"
                + "e803000000000000" + "16" + TestStates.CLOSE_SCRIPT.toHex() + little(lockTime);
        return Bytes.fromHex(hex);
    }

    private static String little(long value) {
        return String.format("%02x%02x%02x%02x", value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF,
                value >> 24 & 0xFF);
    }

    @Test
    void closingTogetherIsPendingUntilItIsBuried() throws Exception {
        hub.startLog();
        Bytes raw = transaction(1, 0, 0xFFFFFFFFL);
        Bytes32 txid = ChainTransaction.parse(raw).txid();
        ChannelState state = hub.show(1, TestStates.normal(1));
        hub.api.closeChannel(close(1, false), closing);
        ChannelMessage.Ask ask = hub.channel.expectMessageClass(ChannelMessage.Ask.class);
        assertThat(ask.command()).isEqualTo(new Command.Close());
        state = hub.show(1, state.apply(new Event.ShutdownSent(TestStates.CLOSE_SCRIPT))
                .apply(new Event.ShutdownReceived(TestStates.CLOSE_SCRIPT)).apply(new Event.NegotiationStarted()));
        ask.replyTo().tell(new Outcome.ClosePublished(txid));
        state = hub.show(1, state.apply(new Event.ClosingAgreed(raw)));
        closing.expect(new CloseUpdate.Pending(txid));
        hub.chain.with(597, ChainTransaction.parse(raw));
        for (int height = 598; height <= FakeChain.HEIGHT; height++) {
            hub.chain.with(height);
        }
        state = hub.show(1, state.apply(TestStates.spent(ChainTransaction.parse(raw), 597,
                new FundingSpend.MutualClose())));
        hub.show(1, state.apply(new Event.ChannelClosed(FakeChain.HEIGHT)));
        closing.expect(new CloseUpdate.Closed(txid), RecordedUpdates.END);
        assertThat(TestHub.get(hub.api.closedChannels())).singleElement().satisfies(closed -> {
            assertThat(closed.closeHeight()).isEqualTo(597);
            assertThat(closed.settledSat()).isEqualTo(1_000);
            assertThat(closed.shortChannelId()).contains(TestStates.id(1));
        });
    }

    @Test
    void closingByForceTellsOfOurCommitmentOnceTheChainHasIt() throws Exception {
        Bytes raw = transaction(1, 0x20000000L, 0x80000000L);
        ChannelState state = hub.show(1, TestStates.normal(1));
        hub.api.closeChannel(close(1, true), closing);
        ChannelMessage.Ask ask = hub.channel.expectMessageClass(ChannelMessage.Ask.class);
        assertThat(ask.command()).isInstanceOf(Command.ForceClose.class);
        hub.show(1, state.apply(new Event.ForceCloseStarted("asked", raw)));
        hub.channel.expectNoMessage();
        assertThat(closing.isQuiet()).isTrue();
        ask.replyTo().tell(new Outcome.ClosePublished(ChainTransaction.parse(raw).txid()));
        closing.expect(new CloseUpdate.Pending(ChainTransaction.parse(raw).txid()));
    }

    @Test
    void aClosingThatIsUnderWayIsJoined() throws Exception {
        Bytes raw = transaction(1, 0x20000000L, 0x80000000L);
        hub.show(1, TestStates.normal(1).apply(new Event.ForceCloseStarted("asked", raw)));
        hub.api.closeChannel(close(1, false), closing);
        closing.expect(new CloseUpdate.Pending(ChainTransaction.parse(raw).txid()));
        hub.channel.expectNoMessage();
    }

    @Test
    void whatCannotBeClosedIsRefused() throws Exception {
        hub.show(1, TestStates.awaitingReady(1));
        hub.api.closeChannel(close(7, false), closing);
        closing.expectRefused(Code.NOT_FOUND, TestStates.funding(7).txid().reversed() + ":7");
        hub.api.closeChannel(close(1, false), closing);
        hub.channel.expectMessageClass(ChannelMessage.Ask.class).replyTo().tell(new Outcome.Refused("not open yet"));
        closing.expectRefused(Code.FAILED_PRECONDITION, "not open yet");
        hub.api.closeChannel(new CloseChannel(TestStates.funding(1), false, OptionalInt.of(300), Optional.empty()),
                closing);
        closing.expectRefused(Code.INVALID_ARGUMENT, "cannot be chosen");
        hub.api.closeChannel(new CloseChannel(TestStates.funding(1), false, OptionalInt.empty(),
                Optional.of("bcrt10014" + "cd".repeat(20))), closing);
        closing.expectRefused(Code.FAILED_PRECONDITION, "agreed when it is opened");
    }
}
