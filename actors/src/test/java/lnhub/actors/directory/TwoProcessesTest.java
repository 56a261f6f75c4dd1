package lnhub.actors.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.Props;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.api.TestStates;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.node.NodeRegistry;
import lnhub.actors.peer.Connections;
import lnhub.actors.peer.PeerMessage;
import lnhub.actors.peer.TestConnection;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.Update;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two real processes, but for their being in one JVM. */
@Timeout(120)
class TwoProcessesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Timing FAST = new Timing(Duration.ofMillis(20), Duration.ofMillis(200),
            Duration.ofSeconds(1));

    private List<TestProcess> processes;
    private final LocalChannels a = new LocalChannels(new RelayPolicy(1_000, 100, 80, 1, Long.MAX_VALUE));
    private final LocalChannels b = new LocalChannels(new RelayPolicy(1_000, 100, 80, 1, Long.MAX_VALUE));
    private final Connections connectionsOfA = new Connections();
    private final Connections connectionsOfB = new Connections();
    private AllProcesses all;
    private TestProbe<Void> probe;

    @BeforeEach
    void start() {
        processes = TestProcess.start(2);
        all = start(processes.getFirst(), new Hosted(a, connectionsOfA));
        start(processes.getLast(), new Hosted(b, connectionsOfB));
        probe = processes.getFirst().kit().createTestProbe();
    }

    @AfterEach
    void stop() {
        processes.forEach(TestProcess::close);
    }

    private static AllProcesses start(TestProcess process, Hosted hosted) {
        process.system().systemActorOf(SharedDirectory.create(hosted.channels(), FAST), "shared-directory",
                Props.empty());
        return AllProcesses.start(process.system(), hosted, new KryoCodec(NodeRegistry.create()),
                Duration.ofSeconds(2));
    }

    private static ChannelState offered(int n, long amountMsat) {
        return TestStates.withOutgoing(TestStates.normal(n), amountMsat);
    }

    private static Optional<Long> sendable(LocalChannels channels, int n) {
        return channels.get(TestStates.ref(n)).filter(LocalChannel::usable).map(LocalChannel::sendableMsat);
    }

    private void await(Supplier<?> actual, Object expected) {
        probe.awaitAssert(SOON, () -> assertThat(actual.get()).isEqualTo(expected));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void eachShowsWhatTheOtherHosts() throws Exception {
        a.update(TestStates.ref(1), TestStates.normal(1), true, 1);
        b.update(TestStates.ref(2), TestStates.normal(2), true, 1);
        await(() -> sendable(b, 1), sendable(a, 1));
        await(() -> sendable(a, 2), sendable(b, 2));
        assertThat(a.get(TestStates.ref(2))).isEqualTo(b.get(TestStates.ref(2)));
        assertThat(a.with(TestStates.PEER)).hasSize(2);
        assertThat(a.withAnchors()).isEqualTo(2);

        b.update(TestStates.ref(2), offered(2, 30_000_000), true, 4);
        assertThat(sendable(b, 2)).isPresent().isNotEqualTo(sendable(a, 1));
        await(() -> sendable(a, 2), sendable(b, 2));

        b.left(TestStates.ref(2));
        a.update(TestStates.ref(2), offered(2, 40_000_000), true, 7);
        await(() -> sendable(b, 2), sendable(a, 2));

        a.left(TestStates.ref(1));
        await(() -> b.get(TestStates.ref(1)), Optional.empty());
        assertThat(b.withAnchors()).as("one is on its way").isEqualTo(2);
        a.update(TestStates.ref(1), TestStates.normal(1), true, 8);
        await(() -> b.all().size(), 2);

        b.update(TestStates.ref(3), TestStates.normal(3), true, 1);
        await(() -> a.all().size(), 3);
        processes.getLast().kill();
        processes.getFirst().down(processes.getLast());
        await(() -> a.get(TestStates.ref(3)), Optional.empty());
        assertThat(a.all()).hasSize(2);
        assertThat(a.withAnchors()).as("it wakes up again").isEqualTo(3);
    }

    /** More than a megabyte: 900 HTLCs with their onions. */
    private static ChannelState large(int n) {
        List<Update> updates = LongStream.range(0, 900).<Update>mapToObj(id -> new Update.Add(id, 100_000,
                TestStates.bytes32(3), 700, Bytes.wrap(new byte[1_366]), Optional.empty())).toList();
        return TestStates.normal(n).apply(new Event.CommitmentReceived(updates,
                Signature.wrap(new byte[Signature.SIZE]), List.of(), 1));
    }

    @Test
    void statesAreShownWhereverTheyAreAskedFor() throws Exception {
        a.update(TestStates.ref(1), TestStates.normal(1), true, 1);
        for (int n = 2; n <= 60; n++) {
            b.update(TestStates.ref(n), n == 30 ? large(n) : TestStates.normal(n), n % 2 == 0, 1);
        }
        b.update(TestStates.ref(1), TestStates.awaitingReady(1), true, 0);
        awaitCount(all::channels, 60);
        List<ShownChannel> shownChannels = get(all.channels());
        for (int n = 2; n <= 60; n++) {
            ShownChannel shown = shownChannels.get(n - 1);
            assertThat(shown.ref()).isEqualTo(TestStates.ref(n));
            assertThat(shown.state()).isEqualTo(b.seen(TestStates.ref(n)).orElseThrow().state());
            assertThat(shown.connected()).isEqualTo(n % 2 == 0);
        }
        assertThat(shownChannels.getFirst().state()).as("the later one").isEqualTo(TestStates.normal(1));
        assertThat(get(all.summaries())).hasSize(60).filteredOn(ChannelSummary::connected).hasSize(31);
        assertThat(get(all.find(TestStates.funding(30)))).map(ShownChannel::ref).contains(TestStates.ref(30));
        assertThat(get(all.find(TestStates.funding(61)))).isEmpty();

        processes.getLast().kill();
        assertRefused(all::channels, "does not tell of its channels");
        processes.getFirst().down(processes.getLast());
        awaitCount(all::channels, 1);
    }

    @Test
    void connectionsAreShownWhicheverProcessHasThem() throws Exception {
        TestConnection own = TestConnection.of(TestStates.key(1), 1, true, 10).openIn(connectionsOfA);
        List<TestConnection> others = IntStream.range(0, 3_000).mapToObj(n -> TestConnection.of(
                TestStates.key(2 + n % 5), 10_000 + n, n % 2 == 0, n).openIn(connectionsOfB)).toList();
        others.getLast().pingedIn(connectionsOfB, Duration.ofMillis(3));
        awaitCount(all::connections, 3_001);
        List<ShownConnection> shown = get(all.connections());
        assertThat(shown.subList(1, 3_001)).as("in pages").extracting(ShownConnection::bytesSent).isEqualTo(
                others.stream().map(TestConnection::bytesSent).toList());
        assertThat(shown.getFirst()).isEqualTo(new ShownConnection(own.nodeId(), PeerMessage.Address.of(own.remote()),
                true, 10, 11, 0));
        assertThat(shown.getLast().ping()).isEqualTo(Duration.ofMillis(3));
        others.getFirst().closeIn(connectionsOfB);
        assertThat(get(all.connections())).hasSize(3_000);

        processes.getLast().kill();
        assertRefused(all::connections, "does not tell of its connections");
        processes.getFirst().down(processes.getLast());
        awaitCount(all::connections, 1);
    }

    private void awaitCount(Supplier<? extends CompletionStage<? extends List<?>>> question, int count) {
        probe.awaitAssert(SOON, () -> {
            try {
                return assertThat(get(question.get())).hasSize(count);
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    private static void assertRefused(Supplier<? extends CompletionStage<?>> question, String why) {
        assertThatThrownBy(() -> get(question.get())).cause().isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(Refused.Code.UNAVAILABLE);
            assertThat(refused).hasMessageContaining(why);
        });
    }
}
