package lnhub.actors.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import lnhub.actors.NodeApi.Channel;
import lnhub.actors.NodeApi.CloseChannel;
import lnhub.actors.NodeApi.CloseUpdate;
import lnhub.actors.NodeApi.NodeInfo;
import lnhub.actors.NodeApi.OpenChannel;
import lnhub.actors.NodeApi.OpenUpdate;
import lnhub.actors.NodeApi.Peer;
import lnhub.actors.NodeApi.PolicyUpdate;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.directory.AllProcesses;
import lnhub.actors.directory.SharedDirectory;
import lnhub.actors.directory.TestProcess;
import lnhub.actors.directory.Timing;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.node.NodeRegistry;
import lnhub.actors.peer.PeerMessage;
import lnhub.actors.peer.TestConnection;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Effect.Outcome;
import lnhub.protocol.channel.Event;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API of one process, with a channel that another one hosts. */
@Timeout(120)
class TwoHubsTest {
    private static final Timing FAST = new Timing(Duration.ofMillis(20), Duration.ofMillis(200),
            Duration.ofSeconds(1));
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;
    private List<TestProcess> processes;
    private TestHub host;
    private TestHub asked;
    private TestProbe<Void> probe;

    @BeforeEach
    void start() throws SQLException {
        processes = TestProcess.start(2);
        host = hub(processes.getFirst());
        asked = hub(processes.getLast());
        probe = asked.kit.createTestProbe();
        host.chain.with(FakeChain.HEIGHT);
        asked.chain.with(FakeChain.HEIGHT);
        host.show(1, TestStates.normal(1));
        probe.awaitAssert(SOON, () -> assertThat(asked.channels.all()).hasSize(1));
        // Who answers is heard of apart from that, and in each process apart.
        probe.awaitAssert(SOON, () -> assertThat(channels(asked)).hasSize(1));
        probe.awaitAssert(SOON, () -> assertThat(channels(host)).hasSize(1));
    }

    private TestHub hub(TestProcess process) throws SQLException {
        return new TestHub(folder, process.kit(), (channels, connections) -> {
            process.system().systemActorOf(SharedDirectory.create(channels, FAST), "shared-directory", Props.empty());
            return AllProcesses.start(process.system(), channels, connections,
                    new KryoCodec(NodeRegistry.create()));
        });
    }

    @AfterEach
    void stop() {
        asked.close();
        host.close();
    }

    private static List<Channel> channels(TestHub hub) {
        try {
            return TestHub.get(hub.api.channels());
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static CloseChannel close(boolean force) {
        return new CloseChannel(TestStates.funding(1), force, OptionalInt.empty(), Optional.empty());
    }

    @Test
    void channelsAreListedWhicheverProcessIsAsked() throws Exception {
        host.nanos.addAndGet(5_000_000_000L);
        host.show(2, TestStates.awaitingReady(2));
        asked.show(3, TestStates.normal(3), false);
        assertThat(channels(asked)).extracting(Channel::channelPoint).containsExactly(TestStates.funding(1),
                TestStates.funding(3));
        assertThat(channels(asked).getFirst().lifetime()).as("as its host has seen it").isGreaterThanOrEqualTo(
                Duration.ofSeconds(5));
        assertThat(channels(asked)).isEqualTo(channels(host));
        assertThat(TestHub.get(asked.api.pendingChannels())).singleElement().satisfies(pending ->
                assertThat(pending.channelPoint()).isEqualTo(TestStates.funding(2)));
        NodeInfo info = TestHub.get(asked.api.info());
        assertThat(List.of(info.pendingChannels(), info.activeChannels(), info.inactiveChannels()))
                .containsExactly(1, 1, 1);

        processes.getFirst().kill();
        assertThatThrownBy(() -> TestHub.get(asked.api.channels())).cause().isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.code()).isEqualTo(Refused.Code.UNAVAILABLE));
    }

    private TestConnection connect(TestHub hub, PublicKey nodeId, int port, boolean incoming, long bytesSent) {
        TestConnection connection = TestConnection.of(nodeId, port, incoming, bytesSent).openIn(hub.connections);
        List.of(host, asked).forEach(each -> each.know(nodeId, Optional.of(connection)));
        return connection;
    }

    @Test
    void peersAreListedWhicheverProcessTheyAreConnectedTo() throws Exception {
        host.show(1, TestStates.outgoingFulfilled(TestStates.withOutgoing(TestStates.normal(1), 30_000_000), 1));
        connect(host, TestStates.key(3), 3, true, 300);
        connect(asked, TestStates.PEER, 4, false, 400).pingedIn(asked.connections, Duration.ofMillis(7));
        for (TestHub hub : List.of(host, asked)) {
            List<Peer> peers = TestHub.get(hub.api.peers());
            assertThat(peers).hasSize(2).contains(
                    new Peer(TestStates.PEER, "peer.example", 4, false, 400, 401, 30_000, 0, Duration.ofMillis(7), 3,
                            Features.EMPTY),
                    new Peer(TestStates.key(3), "peer.example", 3, true, 300, 301, 0, 0, Duration.ZERO, 3,
                            Features.EMPTY));
            assertThat(TestHub.get(hub.api.info()).peers()).isEqualTo(2);
        }
        processes.getFirst().kill();
        for (CompletionStage<?> question : List.of(asked.api.peers(), asked.api.info())) {
            assertThatThrownBy(() -> TestHub.get(question)).cause().isInstanceOfSatisfying(Refused.class,
                    refused -> assertThat(refused.code()).isEqualTo(Refused.Code.UNAVAILABLE));
        }
    }

    @Test
    void ofTwoConnectionsOfAPeerTheOneThatIsUsedIsListed() throws Exception {
        TestConnection first = connect(host, TestStates.PEER, 5, true, 500);
        TestConnection second = connect(asked, TestStates.PEER, 6, true, 600);
        TestConnection dialled = connect(asked, TestStates.PEER, 6, false, 700);
        for (TestConnection used : List.of(dialled, first, second)) {
            for (TestHub hub : List.of(host, asked)) {
                hub.know(TestStates.PEER, Optional.of(used));
                assertThat(TestHub.get(hub.api.peers())).extracting(Peer::bytesSent).containsExactly(used.bytesSent());
                assertThat(TestHub.get(hub.api.info()).peers()).isEqualTo(1);
            }
        }
        host.know(TestStates.PEER, Optional.of(TestConnection.of(TestStates.PEER, 7, true, 0)));
        assertThat(TestHub.get(host.api.peers())).as("the used one has closed meanwhile").hasSize(1);
        host.know(TestStates.PEER, Optional.empty());
        assertThat(TestHub.get(host.api.peers())).isEmpty();
    }

    @Test
    void aPolicyIsTheSameEverywhereAndItsHostFollows() throws Exception {
        Set<ChannelRef> followed = ConcurrentHashMap.newKeySet();
        host.channels.onPolicy(followed::add);
        assertThat(TestHub.get(asked.api.updatePolicy(Optional.of(TestStates.funding(1)),
                new PolicyUpdate(7, 8, 40, Optional.of(5_000L), Optional.empty())))).isEmpty();
        RelayPolicy policy = new RelayPolicy(7, 8, 40, 5_000, 1_000_000_000);
        assertThat(asked.channels.get(TestStates.ref(1))).map(LocalChannel::policy).contains(policy);
        probe.awaitAssert(SOON, () -> assertThat(host.channels.get(TestStates.ref(1))).map(LocalChannel::policy)
                .contains(policy));
        probe.awaitAssert(SOON, () -> assertThat(followed).containsExactly(TestStates.ref(1)));
        host.channels.left(TestStates.ref(1));
        asked.show(1, TestStates.normal(1));
        assertThat(asked.channels.get(TestStates.ref(1))).map(LocalChannel::policy).contains(policy);
    }

    @Test
    void aChannelIsClosedAndFollowedFromAnotherProcess() throws Exception {
        host.startLog();
        RecordedUpdates<CloseUpdate> closing = new RecordedUpdates<>();
        asked.api.closeChannel(close(true), closing);
        asked.channel.expectMessageClass(ChannelMessage.Ask.class, SOON);
        Bytes32 txid = TestStates.spender(1).txid();
        ChannelState state = host.show(1, TestStates.normal(1).apply(TestStates.spent(TestStates.spender(1), 599,
                new FundingSpend.Unknown("none that we know"))));
        closing.expect(new CloseUpdate.Pending(txid));
        host.show(1, state.apply(new Event.ChannelClosed(FakeChain.HEIGHT)));
        closing.expect(new CloseUpdate.Closed(txid), RecordedUpdates.END);
    }

    private ActorRef<Outcome> open(RecordedUpdates<OpenUpdate> opening) {
        asked.api.openChannel(new OpenChannel(TestStates.PEER, 1_000_000, 0, true, OptionalInt.empty(),
                OptionalInt.empty(), Optional.empty()), opening);
        asked.peer.expectMessageClass(PeerMessage.Query.class, SOON).replyTo().tell(new PeerMessage.Status(true,
                Optional.empty(), false, Optional.empty(), 0, 0));
        return asked.peer.expectMessageClass(PeerMessage.Open.class, SOON).replyTo();
    }

    @Test
    void anOpeningIsFollowedFromAnotherProcess() throws Exception {
        RecordedUpdates<OpenUpdate> opening = new RecordedUpdates<>();
        host.show(2, TestStates.awaitingReady(2));
        open(opening).tell(new Outcome.FundingPublished(TestStates.funding(2)));
        opening.expect(new OpenUpdate.Pending(TestStates.funding(2)));
        host.show(2, TestStates.normal(2));
        opening.expect(new OpenUpdate.Opened(TestStates.funding(2)), RecordedUpdates.END);
    }

    @Test
    void anOpeningThatFailsInAnotherProcessEnds() throws Exception {
        host.startLog();
        RecordedUpdates<OpenUpdate> opening = new RecordedUpdates<>();
        host.show(2, TestStates.awaitingReady(2));
        open(opening).tell(new Outcome.FundingPublished(TestStates.funding(2)));
        opening.expect(new OpenUpdate.Pending(TestStates.funding(2)));
        host.show(2, TestStates.awaitingReady(2).apply(new Event.FundingAbandoned("too late")));
        opening.expectRefused(Refused.Code.FAILED_PRECONDITION, "the channel has ended");
    }

    @Test
    void aClosingThatNobodyCanBeAskedAboutIsRefused() throws Exception {
        processes.getFirst().kill();
        RecordedUpdates<CloseUpdate> closing = new RecordedUpdates<>();
        asked.api.closeChannel(close(false), closing);
        closing.expectRefused(Refused.Code.UNAVAILABLE, "does not tell of its channels");
    }
}
