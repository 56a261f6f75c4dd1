package lnhub.actors.directory;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lnhub.actors.api.TestStates;
import lnhub.actors.forward.BalanceChange;
import lnhub.actors.forward.HostedChannel;
import lnhub.actors.forward.LocalChannel;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.channel.ChannelParams;
import lnhub.protocol.channel.SideParams;
import lnhub.protocol.units.Bytes;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The words between processes; the other one is played. */
@Timeout(60)
class SharedDirectoryTest {
    private static final RelayPolicy DEFAULTS = new RelayPolicy(1_000, 100, 80, 1, Long.MAX_VALUE);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ActorTestKit kit = ActorTestKit.create("directory", ConfigFactory.parseString(
            "akka.actor.provider = local, akka.log-dead-letters = off").withFallback(ConfigFactory.load()));
    private final LocalChannels channels = new LocalChannels(DEFAULTS);
    private final TestProbe<DirectoryMessage> other = kit.createTestProbe(DirectoryMessage.class);
    private ActorRef<DirectoryMessage> directory;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void start(Timing timing) {
        directory = kit.spawn(SharedDirectory.create(channels, timing));
        kit.system().receptionist().tell(Receptionist.register(SharedDirectory.KEY, other.ref()));
        assertThat(next(DirectoryMessage.Ask.class).replyTo()).isEqualTo(directory);
    }

    private <T extends DirectoryMessage> T next(Class<T> type) {
        return other.expectMessageClass(type, Duration.ofSeconds(10));
    }

    private static HostedChannel hosted(int n, long sendableMsat) {
        LocalChannels host = new LocalChannels(DEFAULTS);
        host.update(TestStates.ref(n), TestStates.normal(n), false, 1);
        LocalChannel open = host.get(TestStates.ref(n)).orElseThrow();
        return new HostedChannel(open.ref(), Optional.of(new LocalChannel(open.ref(), open.params(),
                open.shortChannelId(), open.remoteAlias(), true, sendableMsat, 9, open.policy())), true, 1);
    }

    private void everything(long sequence, int part, int parts, HostedChannel... hosted) {
        directory.tell(new DirectoryMessage.Everything(other.ref(), sequence, part, parts, List.of(hosted)));
    }

    private void changes(long sequence, HostedChannel... hosted) {
        directory.tell(new DirectoryMessage.Changes(other.ref(), sequence, List.of(hosted), List.of(), List.of(),
                List.of(), false));
    }

    /** Everything told so far was taken or not: there is an answer to a later message. */
    private List<Long> shown() {
        TestProbe<DirectoryMessage> late = kit.createTestProbe();
        directory.tell(new DirectoryMessage.Ask(late.ref()));
        late.expectMessageClass(DirectoryMessage.Everything.class, Duration.ofSeconds(10));
        return channels.all().stream().map(LocalChannel::sendableMsat).sorted().toList();
    }

    // --- hearing ---

    @Test
    void whatIsLostIsAskedForAgain() {
        start(new Timing(SHORT, LONG, LONG));
        everything(4, 0, 2, hosted(1, 1));
        assertThat(shown()).as("only a part").isEmpty();
        everything(4, 1, 2, hosted(2, 2));
        assertThat(shown()).containsExactly(1L, 2L);
        changes(5, hosted(1, 11));
        changes(5, hosted(1, 12));
        assertThat(shown()).as("told twice").containsExactly(2L, 11L);
        changes(7, hosted(2, 22));
        next(DirectoryMessage.Ask.class);
        changes(8, hosted(2, 23));
        assertThat(shown()).as("nothing is taken after a gap").containsExactly(2L, 11L);
        everything(8, 0, 1, hosted(1, 11), hosted(2, 23));
        assertThat(shown()).containsExactly(11L, 23L);
    }

    @Test
    void aPartOfEverythingThatIsLostLeavesWhatWasKnown() {
        start(new Timing(SHORT, Duration.ofMillis(50), Duration.ofMillis(300)));
        everything(1, 0, 1, hosted(1, 1));
        changes(3);
        next(DirectoryMessage.Ask.class);
        everything(3, 0, 3, hosted(1, 10));
        everything(3, 2, 3, hosted(3, 30));
        assertThat(shown()).containsExactly(1L);
        next(DirectoryMessage.Ask.class);
        everything(3, 0, 2, hosted(1, 10));
        everything(3, 1, 2, hosted(2, 20));
        assertThat(shown()).containsExactly(10L, 20L);
    }

    @Test
    void theLastChangeIsMissedThoughNoneFollows() {
        start(new Timing(SHORT, LONG, LONG));
        everything(4, 0, 1, hosted(1, 1));
        directory.tell(new DirectoryMessage.Mark(other.ref(), 4));
        assertThat(shown()).containsExactly(1L);
        directory.tell(new DirectoryMessage.Mark(other.ref(), 5));
        next(DirectoryMessage.Ask.class);
    }

    @Test
    void whoIsSilentIsAskedAgain() {
        start(new Timing(SHORT, Duration.ofMillis(50), Duration.ofMillis(200)));
        everything(1, 0, 1, hosted(1, 1));
        next(DirectoryMessage.Ask.class);
        next(DirectoryMessage.Ask.class);
    }

    @Test
    void aProcessThatEndsTakesItsChannelsWithIt() {
        start(new Timing(SHORT, LONG, LONG));
        everything(1, 0, 1, hosted(1, 1));
        assertThat(shown()).containsExactly(1L);
        other.stop();
        TestProbe<Void> probe = kit.createTestProbe();
        probe.awaitAssert(() -> assertThat(channels.all()).hasSize(0));
    }

    @Test
    void storedPoliciesAreReadUntilTheyCanBe() {
        AtomicInteger reads = new AtomicInteger();
        channels.onPoliciesStored(() -> reads.incrementAndGet() == 2
                ? CompletableFuture.failedFuture(new java.sql.SQLException("away"))
                : CompletableFuture.completedFuture(null));
        start(new Timing(SHORT, Duration.ofMillis(50), LONG));
        everything(1, 0, 1);
        TestProbe<Void> probe = kit.createTestProbe();
        probe.awaitAssert(() -> assertThat(reads).hasValue(1));
        directory.tell(new DirectoryMessage.Changes(other.ref(), 2, List.of(), List.of(), List.of(), List.of(), true));
        probe.awaitAssert(() -> assertThat(reads).hasValue(3));
    }

    // --- telling ---

    private DirectoryMessage.Everything listen() {
        directory.tell(new DirectoryMessage.Ask(other.ref()));
        return next(DirectoryMessage.Everything.class);
    }

    @Test
    void whatHasChangedIsToldOnceAndNoMoreOfItThanThat() {
        channels.update(TestStates.ref(1), TestStates.normal(1), true, 1);
        start(new Timing(SHORT, LONG, LONG));
        DirectoryMessage.Everything all = listen();
        assertThat(all.channels()).extracting(HostedChannel::ref).containsExactly(TestStates.ref(1));
        channels.update(TestStates.ref(1), TestStates.withOutgoing(TestStates.normal(1), 30_000_000), true, 4);
        DirectoryMessage.Changes balance = next(DirectoryMessage.Changes.class);
        assertThat(balance.sequence()).isEqualTo(all.sequence() + 1);
        assertThat(balance.channels()).isEmpty();
        assertThat(balance.balances()).extracting(BalanceChange::revision).containsExactly(4L);
        channels.update(TestStates.ref(1), TestStates.withOutgoing(TestStates.normal(1), 30_000_000), true, 5);
        channels.funding(TestStates.ref(2));
        DirectoryMessage.Changes funding = next(DirectoryMessage.Changes.class);
        assertThat(funding.sequence()).isEqualTo(balance.sequence() + 1);
        assertThat(funding.balances()).as("its revision is no news").isEmpty();
        assertThat(funding.channels()).singleElement().satisfies(channel -> {
            assertThat(channel.anchors()).isTrue();
            assertThat(channel.open()).isEmpty();
        });
        channels.notFunding(TestStates.ref(2));
        assertThat(next(DirectoryMessage.Changes.class).ended()).containsExactly(TestStates.ref(2));
        channels.left(TestStates.ref(1));
        assertThat(next(DirectoryMessage.Changes.class).left()).containsExactly(TestStates.ref(1));
        channels.policiesStored();
        assertThat(next(DirectoryMessage.Changes.class).policies()).isTrue();
    }

    @Test
    void itIsSaidThatNothingHasChanged() {
        start(new Timing(SHORT, Duration.ofMillis(50), LONG));
        DirectoryMessage.Everything all = listen();
        assertThat(next(DirectoryMessage.Mark.class).sequence()).isEqualTo(all.sequence());
    }

    // --- sizes ---

    private static HostedChannel largest(int n) {
        HostedChannel channel = hosted(n, 1L << 60);
        ChannelParams params = channel.open().orElseThrow().params();
        Bytes script = Bytes.wrap(new byte[42]);
        ChannelParams longest = new ChannelParams(params.ref(), params.channelId(), params.localNodeId(),
                params.remoteNodeId(), true, true, params.format(), params.funding(), params.capacitySat(),
                largest(params.local(), script), largest(params.remote(), script), 2_016, true, script);
        LocalChannel open = channel.open().orElseThrow();
        return new HostedChannel(channel.ref(), Optional.of(new LocalChannel(open.ref(), longest,
                open.shortChannelId(), Optional.of(open.shortChannelId()), true, Long.MAX_VALUE, 483,
                new RelayPolicy(0xFFFF_FFFFL, 0xFFFF_FFFFL, 0xFFFF, Long.MAX_VALUE, Long.MAX_VALUE))), true,
                Long.MAX_VALUE);
    }

    private static SideParams largest(SideParams side, Bytes script) {
        return new SideParams(side.basepoints(), Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE,
                Integer.MAX_VALUE, 483, Optional.of(script));
    }

    @Test
    void partsAreAsSmallAsTheySay() {
        KryoCodec codec = new KryoCodec(NodeRegistry.create());
        HostedChannel largest = largest(1);
        assertThat(codec.encode(largest).length).isLessThan(Parts.CHANNEL_BYTES);
        assertThat(codec.encode(BalanceChange.of(largest)).length).isLessThan(Parts.BALANCE_BYTES);
        List<HostedChannel> all = IntStream.range(0, 250).mapToObj(n -> largest).toList();
        List<DirectoryMessage.Everything> parts = Parts.of(all, other.ref(), 3);
        assertThat(parts).hasSize(3).allSatisfy(part -> assertThat(part.parts()).isEqualTo(3));
        assertThat(parts.stream().flatMap(part -> part.channels().stream())).hasSize(250);
        assertThat(Parts.of(List.of(), other.ref(), 3)).hasSize(1);
        Parts full = new Parts();
        long taken = Stream.generate(() -> largest).takeWhile(channel -> !full.isFull()).peek(full::channel).count();
        assertThat(taken * Parts.CHANNEL_BYTES).isLessThanOrEqualTo(Parts.MAX_BYTES);
    }
}
