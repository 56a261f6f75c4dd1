package lnhub.actors.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import lnhub.actors.api.TestStates;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Event;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The picture of channels of this process, and of those that others tell of. */
class LocalChannelsTest {
    private static final RelayPolicy DEFAULTS = new RelayPolicy(1_000, 100, 80, 1, Long.MAX_VALUE);
    private static final ChannelRef REF = TestStates.ref(1);
    private static final ChannelState OPEN = TestStates.normal(1);
    private static final ChannelState CLOSED = TestStates.awaitingReady(1).apply(
            new Event.FundingAbandoned("too late"));
    private static final String A = "a";
    private static final String B = "b";

    private final AtomicLong nanos = new AtomicLong();
    private LocalChannels channels;

    @BeforeEach
    void start() {
        channels = new LocalChannels(DEFAULTS, nanos::get);
    }

    /** What another process tells of channel n, with an amount to recognise it by. */
    private static HostedChannel hosted(int n, long sendableMsat, long revision) {
        LocalChannels other = new LocalChannels(DEFAULTS);
        other.update(TestStates.ref(n), TestStates.normal(n), false, revision);
        LocalChannel open = other.get(TestStates.ref(n)).orElseThrow().with(true, sendableMsat, 7);
        return new HostedChannel(TestStates.ref(n), Optional.of(open), true, revision);
    }

    private static BalanceChange balance(long sendableMsat, long revision) {
        return new BalanceChange(REF, true, sendableMsat, 6, revision);
    }

    private Optional<Long> shown() {
        assertThat(channels.get(TestStates.id(1))).isEqualTo(channels.get(REF));
        assertThat(channels.with(TestStates.PEER)).isEqualTo(List.copyOf(channels.all()));
        return channels.get(REF).map(LocalChannel::sendableMsat);
    }

    // --- of this process ---

    @Test
    void channelsAreFoundByTheirPeer() {
        channels.update(REF, OPEN, true, 1);
        channels.update(TestStates.ref(2), TestStates.normal(2), true, 1);
        assertThat(channels.with(TestStates.PEER)).extracting(LocalChannel::ref)
                .containsExactlyInAnyOrder(REF, TestStates.ref(2));
        assertThat(channels.with(TestStates.NODE)).isEmpty();
        channels.update(REF, CLOSED, true, 2);
        assertThat(channels.with(TestStates.PEER)).extracting(LocalChannel::ref).containsExactly(TestStates.ref(2));
        channels.left(TestStates.ref(2));
        assertThat(channels.with(TestStates.PEER)).isEmpty();
        assertThat(channels.get(TestStates.id(2))).isEmpty();
    }

    @Test
    void aChannelThatLeavesIsGoneHereButHasNotEnded() {
        channels.share(true);
        channels.update(REF, OPEN, true, 1);
        nanos.addAndGet(5);
        channels.left(REF);
        assertThat(shown()).isEmpty();
        assertThat(channels.seen()).isEmpty();
        assertThat(channels.presences().seenFor(REF)).isZero();
        assertThat(channels.takeChanged()).containsOnlyKeys(REF).containsEntry(REF, false);
        assertThat(channels.withAnchors()).as("it is on its way").isEqualTo(1);
        channels.remote().here(B, hosted(1, 5, 1));
        assertThat(channels.withAnchors()).isEqualTo(1);
        channels.remote().ended(REF);
        assertThat(channels.withAnchors()).isZero();
    }

    @Test
    void aChannelThatNobodyTakesIsNotCountedForEver() {
        channels.update(REF, OPEN, true, 1);
        channels.left(REF);
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(channels.withAnchors()).isZero();
    }

    @Test
    void aChannelThatRestartsIsUnusableUntilItHas() {
        channels.update(REF, OPEN, true, 1);
        assertThat(channels.restarting(REF)).hasValueSatisfying(told -> assertThat(told.usable()).isFalse());
        assertThat(channels.restarting(REF)).as("told once").isEmpty();
        assertThat(channels.get(REF)).hasValueSatisfying(now -> assertThat(now.usable()).isFalse());
        channels.update(REF, OPEN, true, 1);
        assertThat(channels.get(REF)).hasValueSatisfying(now -> assertThat(now.usable()).isTrue());
        assertThat(channels.restarting(TestStates.ref(9))).isEmpty();
        assertThat(channels.seen()).hasSize(1);
    }

    @Test
    void oneThatIsStoppedBeforeItHasRestartedDoesNotHideItsNewHost() {
        channels.update(REF, OPEN, true, 4);
        channels.restarting(REF);
        channels.remote().here(A, hosted(1, 3, 3));
        assertThat(shown()).as("an earlier host").contains(0L);
        channels.remote().here(B, hosted(1, 5, 4));
        assertThat(shown()).contains(5L);
        assertThat(channels.seen()).isEmpty();
    }

    // --- of others ---

    /** Every order in which the two can be told that keeps each one's own order. */
    private static <T> List<List<T>> orders(List<T> one, List<T> other) {
        if (one.isEmpty() || other.isEmpty()) {
            List<T> rest = new ArrayList<>(one);
            rest.addAll(other);
            return List.of(rest);
        }
        List<List<T>> all = new ArrayList<>();
        orders(one.subList(1, one.size()), other).forEach(rest -> all.add(begin(one.getFirst(), rest)));
        orders(one, other.subList(1, other.size())).forEach(rest -> all.add(begin(other.getFirst(), rest)));
        return all;
    }

    private static <T> List<T> begin(T first, List<T> rest) {
        List<T> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private static final List<Consumer<RemoteChannels>> FORMER_HOST = List.of(
            remote -> remote.here(A, hosted(1, 1, 1)), remote -> remote.balance(A, balance(2, 3)),
            remote -> remote.left(A, REF));

    @Test
    void whoHostsAChannelNowWinsInWhateverOrderItIsTold() {
        List<Consumer<RemoteChannels>> host = List.of(
                remote -> remote.here(B, hosted(1, 5, 3)), remote -> remote.balance(B, balance(6, 4)));
        List<List<Consumer<RemoteChannels>>> orders = orders(FORMER_HOST, host);
        assertThat(orders).hasSize(10);
        for (List<Consumer<RemoteChannels>> order : orders) {
            start();
            boolean told = false;
            for (Consumer<RemoteChannels> step : order) {
                step.accept(channels.remote());
                told |= step == host.getLast();
                if (told) {
                    assertThat(shown()).contains(6L);
                }
            }
            assertThat(shown()).contains(6L);
            assertThat(channels.withAnchors()).isEqualTo(1);
        }
    }

    @Test
    void aChannelThatComesBackIsWhereItCameBackTo() {
        List<Consumer<RemoteChannels>> first = List.of(remote -> remote.here(A, hosted(1, 1, 1)),
                remote -> remote.left(A, REF), remote -> remote.here(A, hosted(1, 9, 9)));
        List<Consumer<RemoteChannels>> second = List.of(remote -> remote.here(B, hosted(1, 5, 5)),
                remote -> remote.left(B, REF));
        for (List<Consumer<RemoteChannels>> order : orders(first, second)) {
            start();
            order.forEach(step -> step.accept(channels.remote()));
            assertThat(shown()).contains(9L);
        }
    }

    @Test
    void aChannelThatHasEndedIsGoneInWhateverOrderItIsTold() {
        List<Consumer<RemoteChannels>> host = List.of(
                remote -> remote.here(B, hosted(1, 5, 3)), remote -> remote.ended(REF));
        for (List<Consumer<RemoteChannels>> order : orders(FORMER_HOST, host)) {
            start();
            order.forEach(step -> step.accept(channels.remote()));
            assertThat(shown()).isEmpty();
            nanos.addAndGet(Duration.ofMinutes(10).toNanos());
            assertThat(channels.withAnchors()).isZero();
        }
    }

    @Test
    void whatThisProcessHostsGoesBeforeWhatOthersTell() {
        List<Consumer<LocalChannels>> here = List.of(own -> own.update(REF, OPEN, true, 5),
                own -> own.update(REF, TestStates.withOutgoing(OPEN, 30_000_000), true, 6));
        List<Consumer<LocalChannels>> former = FORMER_HOST.stream()
                .<Consumer<LocalChannels>>map(step -> own -> step.accept(own.remote())).toList();
        channels.update(REF, TestStates.withOutgoing(OPEN, 30_000_000), true, 6);
        Optional<Long> last = shown();
        for (List<Consumer<LocalChannels>> order : orders(former, here)) {
            start();
            order.forEach(step -> step.accept(channels));
            assertThat(shown()).isEqualTo(last).isPresent();
            assertThat(channels.withAnchors()).isEqualTo(1);
        }
        channels.remote().here(A, hosted(1, 1, 1));
        channels.update(REF, TestStates.awaitingReady(1), true, 7);
        assertThat(shown()).as("not open here, so not open").isEmpty();
        channels.update(REF, CLOSED, true, 8);
        assertThat(shown()).as("ended here, so ended").isEmpty();
    }

    @Test
    void aProcessThatIsGoneTakesWithItWhatNobodyElseHasToldOf() {
        channels.remote().here(A, hosted(1, 1, 1));
        channels.remote().here(A, hosted(2, 2, 1));
        channels.remote().here(B, hosted(2, 3, 2));
        channels.remote().removed(A);
        assertThat(channels.all()).extracting(LocalChannel::sendableMsat).containsExactly(3L);
        assertThat(channels.withAnchors()).as("the other one wakes up somewhere").isEqualTo(2);
        channels.remote().balance(A, balance(4, 4));
        assertThat(shown2()).containsExactly(3L);
        channels.remote().clear();
        assertThat(channels.all()).isEmpty();
    }

    private List<Long> shown2() {
        return channels.with(TestStates.PEER).stream().map(LocalChannel::sendableMsat).toList();
    }

    @Test
    void everythingReplacesWhatWasToldBefore() {
        channels.remote().here(A, hosted(1, 1, 1));
        channels.remote().here(A, hosted(2, 2, 1));
        channels.remote().replace(A, List.of(hosted(2, 20, 2), hosted(3, 30, 1)));
        assertThat(shown2()).containsExactlyInAnyOrder(20L, 30L);
    }

    @Test
    void nothingGoesThroughAProcessThatCannotBeReached() {
        channels.remote().here(A, hosted(1, 1, 1));
        channels.remote().here(B, hosted(2, 2, 1));
        channels.remote().unreachable(A);
        assertThat(channels.get(REF)).hasValueSatisfying(channel -> assertThat(channel.usable()).isFalse());
        assertThat(channels.get(TestStates.ref(2))).hasValueSatisfying(channel ->
                assertThat(channel.usable()).isTrue());
        channels.remote().replace(A, List.of(hosted(1, 1, 1)));
        assertThat(channels.get(REF)).hasValueSatisfying(channel -> assertThat(channel.usable()).isTrue());
    }

    @Test
    void aPolicyShowsAtOnceAndItsHostIsToldToFollow() {
        List<ChannelRef> followed = new ArrayList<>();
        channels.onPolicy(followed::add);
        channels.update(TestStates.ref(2), TestStates.normal(2), true, 1);
        channels.remote().here(A, hosted(1, 1, 1));
        RelayPolicy policy = new RelayPolicy(7, 8, 40, 5_000, 1_000_000);
        for (int n = 1; n <= 2; n++) {
            channels.setPolicy(TestStates.ref(n), policy);
            channels.setPolicy(TestStates.ref(n), policy);
            assertThat(channels.get(TestStates.ref(n))).hasValueSatisfying(channel ->
                    assertThat(channel.policy()).isEqualTo(policy));
        }
        assertThat(followed).containsExactly(TestStates.ref(2));
        channels.update(REF, OPEN, true, 2);
        assertThat(channels.get(REF)).hasValueSatisfying(channel ->
                assertThat(channel.policy()).isEqualTo(policy));
    }
}
