package lnhub.actors.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lnhub.actors.NodeApi.Channel;
import lnhub.actors.NodeApi.Htlc;
import lnhub.actors.NodeApi.Limits;
import lnhub.actors.NodeApi.NodeInfo;
import lnhub.actors.NodeApi.PendingChannel;
import lnhub.actors.NodeApi.PendingState;
import lnhub.actors.peer.TestConnection;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Event;
import lnhub.protocol.claims.FundingSpend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelQueriesTest {
    @TempDir
    Path folder;
    private TestHub hub;

    @BeforeEach
    void start() throws SQLException {
        hub = new TestHub(folder);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Channel only() throws Exception {
        List<Channel> channels = TestHub.get(hub.api.channels());
        assertThat(channels).hasSize(1);
        return channels.getFirst();
    }

    private static void assertConserved(Channel channel) {
        assertThat(channel.localMsat() + channel.remoteMsat()
                + channel.htlcs().stream().mapToLong(Htlc::amountMsat).sum()).isEqualTo(channel.capacitySat() * 1000);
    }

    @Test
    void aFreshChannelHasWhatItsOpeningGave() throws Exception {
        hub.show(1, TestStates.normal(1));
        Channel channel = only();
        assertThat(channel.channelPoint()).isEqualTo(TestStates.funding(1));
        assertThat(channel.shortChannelId()).contains(TestStates.id(1));
        assertThat(channel.localMsat()).isEqualTo(900_000_000);
        assertThat(channel.pushedMsat()).isEqualTo(TestStates.PUSHED_MSAT);
        assertThat(channel.commitWeight()).isEqualTo(1124);
        assertThat(channel.commitFeeSat()).isEqualTo(2_810);
        assertThat(channel.anchorsSat()).isEqualTo(660);
        // What binds us is what the peer asked for, but for our own dust limit.
        assertThat(channel.local()).isEqualTo(new Limits(720, 12_000, 354, 900_000_000, 2_000, 483));
        assertThat(channel.remote()).isEqualTo(new Limits(144, 10_000, 546, 900_000_000, 1_000, 30));
        assertConserved(channel);
    }

    @Test
    void anHtlcIsTakenOffItsOffererUntilItIsSettled() throws Exception {
        hub.show(1, TestStates.withIncoming(TestStates.normal(1), 20_000_000));
        Channel incoming = only();
        assertThat(incoming.htlcs()).containsExactly(new Htlc(true, 0, 20_000_000, TestStates.HASH, 700, false));
        assertThat(incoming.remoteMsat()).isEqualTo(80_000_000);
        assertThat(incoming.commitWeight()).isEqualTo(1124 + 172);
        assertThat(incoming.commitmentNumber()).isEqualTo(1);
        assertConserved(incoming);

        ChannelState offered = TestStates.withOutgoing(TestStates.normal(1), 30_000_000);
        hub.show(1, offered);
        Channel outgoing = only();
        assertThat(outgoing.htlcs()).containsExactly(new Htlc(false, 0, 30_000_000, TestStates.HASH, 700, true));
        assertThat(outgoing.localMsat()).isEqualTo(870_000_000);
        assertThat(outgoing.sentMsat()).isZero();
        assertConserved(outgoing);

        hub.show(1, TestStates.outgoingFulfilled(offered, 1));
        Channel settled = only();
        assertThat(settled.htlcs()).isEmpty();
        assertThat(settled.localMsat()).isEqualTo(870_000_000);
        assertThat(settled.sentMsat()).isEqualTo(30_000_000);
        assertThat(settled.receivedMsat()).isZero();
        assertThat(settled.pushedMsat()).isEqualTo(TestStates.PUSHED_MSAT);
        assertConserved(settled);
    }

    @Test
    void timeSeenAndTimeConnectedAreCounted() throws Exception {
        hub.nanos.set(0);
        hub.channels.update(TestStates.ref(1), TestStates.normal(1), false, 1);
        hub.nanos.set(5_000_000_000L);
        hub.channels.update(TestStates.ref(1), TestStates.normal(1), true, 1);
        hub.nanos.set(12_000_000_000L);
        hub.channels.update(TestStates.ref(1), TestStates.normal(1), false, 1);
        hub.nanos.set(20_000_000_000L);
        Channel channel = only();
        assertThat(channel.lifetime()).isEqualTo(Duration.ofSeconds(20));
        assertThat(channel.uptime()).isEqualTo(Duration.ofSeconds(7));
        assertThat(channel.active()).isFalse();
    }

    @Test
    void everyStateButNormalIsPending() throws Exception {
        ChannelState normal = TestStates.normal(3);
        hub.show(1, TestStates.awaitingSignature(1));
        hub.show(2, TestStates.awaitingReady(2));
        hub.show(3, normal.apply(new Event.ShutdownSent(TestStates.CLOSE_SCRIPT)));
        hub.show(4, TestStates.normal(4).apply(TestStates.spent(TestStates.spender(4), 599,
                new FundingSpend.Unknown("none that we know"))));
        hub.show(5, TestStates.normal(5));
        List<PendingChannel> pending = TestHub.get(hub.api.pendingChannels());
        assertThat(pending).hasSize(4);
        assertThat(find(pending, 1).state()).isEqualTo(PendingState.OPENING);
        assertThat(find(pending, 2).confirmationsNeeded()).isEqualTo(3);
        assertThat(find(pending, 2).limboSat()).isZero();
        assertThat(find(pending, 3).state()).isEqualTo(PendingState.WAITING_CLOSE);
        assertThat(find(pending, 4).state()).isEqualTo(PendingState.FORCE_CLOSING);
        assertThat(find(pending, 4).closingTxid()).contains(TestStates.spender(4).txid());
        assertThat(find(pending, 4).limboSat()).as("none of its outputs is ours").isZero();
        assertThat(find(pending, 4).localReserveSat()).isEqualTo(12_000);
        assertThat(only().channelPoint()).isEqualTo(TestStates.funding(5));
        hub.chain.with(FakeChain.HEIGHT);
        NodeInfo info = TestHub.get(hub.api.info());
        assertThat(List.of(info.pendingChannels(), info.activeChannels(), info.inactiveChannels()))
                .containsExactly(4, 1, 0);
        assertThat(info.blockTime().getEpochSecond()).isEqualTo(1_700_000_600L);
        assertThat(info.syncedToChain()).isTrue();
        assertThat(info.network()).isEqualTo("regtest");
    }

    @Test
    void theNodeAnswersWhenTheChainDoesNot() throws Exception {
        hub.chain.reachable = false;
        NodeInfo info = TestHub.get(hub.api.info());
        assertThat(info.syncedToChain()).isFalse();
        assertThat(info.blockHeight()).isEqualTo(FakeChain.HEIGHT);
    }

    @Test
    void aPeerIsListedWhileItIsConnected() throws Exception {
        TestConnection connection = TestConnection.of(TestStates.PEER, 9, true, 900).openIn(hub.connections);
        hub.know(TestStates.PEER, Optional.of(connection));
        assertThat(TestHub.get(hub.api.peers())).singleElement().satisfies(peer -> {
            assertThat(peer.port()).isEqualTo(9);
            assertThat(peer.bytesReceived()).isEqualTo(901);
        });
        assertThat(TestHub.get(hub.api.info()).peers()).isEqualTo(1);
        connection.closeIn(hub.connections);
        assertThat(TestHub.get(hub.api.peers())).isEmpty();
        assertThat(TestHub.get(hub.api.info()).peers()).isZero();
    }

    private static PendingChannel find(List<PendingChannel> channels, int n) {
        Optional<PendingChannel> found = channels.stream()
                .filter(channel -> channel.channelPoint().equals(TestStates.funding(n))).findFirst();
        assertThat(found).isPresent();
        return found.get();
    }
}
