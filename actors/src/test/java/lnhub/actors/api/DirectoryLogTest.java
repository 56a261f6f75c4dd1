package lnhub.actors.api;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import java.nio.file.Path;
import java.util.List;
import lnhub.actors.NodeApi.CloseKind;
import lnhub.actors.NodeApi.ClosedChannel;
import lnhub.actors.chain.ChainTransaction;
import lnhub.persistence.history.ChannelClosings;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Event;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.transactions.CommitmentNumber;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLogTest {
    @TempDir
    Path folder;

    private static TestProbe<ChannelClosings.Closing> endings(TestHub hub) {
        TestProbe<ChannelClosings.Closing> probe = hub.kit.createTestProbe(ChannelClosings.Closing.class);
        hub.endings.listen(probe.ref()::tell);
        return probe;
    }

    private static ChainTransaction spend(int n, long lockTime, long sequence) {
        return new ChainTransaction(TestStates.bytes32(60 + n),
                List.of(new ChainTransaction.Input(TestStates.funding(n), sequence, List.of())),
                List.of(new ChainTransaction.Output(123_000, TestStates.CLOSE_SCRIPT)), lockTime, Bytes.EMPTY);
    }

    private static ChainTransaction commitment(int n, long number) {
        ChannelParams params = TestStates.params(n);
        long obscured = CommitmentNumber.obscure(number, params.local().basepoints().payment(),
                params.remote().basepoints().payment());
        return spend(n, 0x20L << 24 | obscured & 0xFFFFFF, 0x80L << 24 | obscured >>> 24);
    }

    private static void close(TestHub hub, int n, ChannelState state, ChainTransaction spender) {
        hub.chain.with(FakeChain.HEIGHT, spender);
        ChannelState spent = hub.show(n, state.apply(TestStates.spent(spender, FakeChain.HEIGHT,
                new FundingSpend.Peers(0))));
        hub.show(n, spent.apply(new Event.ChannelClosed(FakeChain.HEIGHT)));
    }

    @Test
    void theTransactionTellsHowAChannelEnded() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            TestProbe<ChannelClosings.Closing> endings = endings(hub);
            hub.startLog();
            ChannelState revokedOnce = TestStates.outgoingFulfilled(
                    TestStates.withOutgoing(TestStates.normal(1), 5_000_000), 1);
            close(hub, 1, hub.show(1, revokedOnce), commitment(1, 1));
            assertKind(endings, CloseKind.BREACH, 0);
            close(hub, 2, hub.show(2, TestStates.normal(2)), commitment(2, 0));
            assertKind(endings, CloseKind.REMOTE_FORCE, 0);
            close(hub, 3, hub.show(3, TestStates.normal(3)), spend(3, 0, 0xFFFFFFFFL));
            assertKind(endings, CloseKind.COOPERATIVE, 123_000);
            hub.show(4, TestStates.awaitingSignature(4));
            hub.show(4, TestStates.awaitingSignature(4).apply(new Event.FundingAbandoned("no")));
            assertKind(endings, CloseKind.FUNDING_CANCELED, 0);
            assertThat(TestHub.get(hub.api.closedChannels())).hasSize(4);
            endings.expectNoMessage();
        }
    }

    private static void assertKind(TestProbe<ChannelClosings.Closing> endings, CloseKind kind, long settledSat) {
        ChannelClosings.Closing closing = endings.receiveMessage();
        assertThat(closing.kind()).isEqualTo(kind.name());
        assertThat(closing.settledSat()).isEqualTo(settledSat);
    }

    @Test
    void anEndIsListedOnlyWhenAllOfItIsKnownAndSurvivesARestart() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            TestProbe<ChannelClosings.Closing> endings = endings(hub);
            hub.startLog();
            hub.chain.reachable = false;
            close(hub, 1, hub.show(1, TestStates.normal(1)), commitment(1, 0));
            endings.expectNoMessage();
            assertThat(TestHub.get(hub.api.closedChannels())).isEmpty();
        }
        // The node stopped before the chain could be asked: the channel is woken, and says that it is closed.
        try (TestHub hub = new TestHub(folder)) {
            TestProbe<ChannelClosings.Closing> endings = endings(hub);
            hub.nanos.set(100);
            hub.chain.with(FakeChain.HEIGHT, commitment(1, 0));
            hub.startLog();
            assertThat(hub.woken.receiveMessage()).isEqualTo(TestStates.ref(1));
            hub.show(1, TestStates.normal(1).apply(TestStates.spent(TestStates.bytes32(61), 600))
                    .apply(new Event.ChannelClosed(600)));
            assertKind(endings, CloseKind.REMOTE_FORCE, 0);
        }
        try (TestHub hub = new TestHub(folder)) {
            hub.startLog();
            hub.woken.expectNoMessage();
            List<ClosedChannel> closed = TestHub.get(hub.api.closedChannels());
            assertThat(closed).singleElement().satisfies(channel -> {
                assertThat(channel.channelPoint()).isEqualTo(TestStates.funding(1));
                assertThat(channel.closingTxid()).isEqualTo(TestStates.bytes32(61));
                assertThat(channel.closeHeight()).isEqualTo(FakeChain.HEIGHT);
                assertThat(channel.remoteNodeId()).isEqualTo(TestStates.PEER);
            });
        }
    }

    @Test
    void whenTheChainComesBackTheEndIsWritten() throws Exception {
        try (TestHub hub = new TestHub(folder)) {
            TestProbe<ChannelClosings.Closing> endings = endings(hub);
            hub.startLog();
            hub.chain.reachable = false;
            close(hub, 1, hub.show(1, TestStates.normal(1)), commitment(1, 0));
            endings.expectNoMessage();
            hub.chain.reachable = true;
            assertKind(endings, CloseKind.REMOTE_FORCE, 0);
        }
    }

    @Test
    void aChannelForcedByUsKeepsThatOverARestart() throws Exception {
        ChannelState forced = TestStates.normal(1).apply(new Event.ForceCloseStarted("asked",
                Bytes.fromHex("02000000" + "01" + TestStates.funding(1).txid().toHex() + "01000000" + "00" + "00000080"
                        + "01" + "e803000000000000" + "16" + TestStates.CLOSE_SCRIPT.toHex() + "00000020")));
        Bytes32 txid = ClosingTransactions.known(forced).orElseThrow();
        try (TestHub hub = new TestHub(folder)) {
            hub.startLog();
            hub.show(1, forced);
            hub.show(1, forced.apply(TestStates.spent(txid, FakeChain.HEIGHT)));
        }
        try (TestHub hub = new TestHub(folder)) {
            TestProbe<ChannelClosings.Closing> endings = endings(hub);
            hub.nanos.set(100);
            hub.chain.with(FakeChain.HEIGHT, commitment(1, 0));
            hub.startLog();
            hub.show(1, forced.apply(TestStates.spent(txid, FakeChain.HEIGHT))
                    .apply(new Event.ChannelClosed(FakeChain.HEIGHT)));
            assertKind(endings, CloseKind.LOCAL_FORCE, 0);
        }
    }
}
