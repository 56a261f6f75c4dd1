package lnhub.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGeneratorFactory;
import lnhub.node.demo.FloodOrder.Kind;
import lnhub.ops.lnrpc.Failure.FailureCode;
import lnhub.ops.lnrpc.PaymentFailureReason;
import org.junit.jupiter.api.Test;

class FloodTest {
    private static final DemoOptions OPTIONS = new DemoOptions(4_000, 50, 1_000, 7, false, false);

    private static List<FloodOrder> plan(long seed) {
        return FloodOrder.plan(OPTIONS, 4_000_000_000L, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    private static FloodOutcome ended(FloodOrder order, boolean settled, PaymentFailureReason reason) {
        return new FloodOutcome(order, settled, settled ? 1_100 : 0, reason, List.of(), "", order.index() * 1_000_000L);
    }

    @Test
    void thePlanIsTheSameForASeedBalancedAndHasEveryKind() {
        List<FloodOrder> orders = plan(7);
        assertThat(plan(7)).isEqualTo(orders);
        assertThat(plan(8)).isNotEqualTo(orders);
        assertThat(orders).filteredOn(order -> order.from().equals("alice")).hasSize(2_000);
        assertThat(orders).filteredOn(order -> order.kind() == Kind.UNKNOWN_HASH).hasSizeBetween(100, 220);
        assertThat(orders).filteredOn(order -> order.kind() == Kind.BEYOND_LIQUIDITY).hasSizeBetween(20, 70)
                .allMatch(order -> order.from().equals("alice") && order.amountMsat() == 4_000_000_000L);
    }

    @Test
    void neverMoreInFlightThanAskedForAndNeverTwoBeyondLiquidity() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger beyond = new AtomicInteger();
        List<Integer> most = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger mostBeyond = new AtomicInteger();
        List<FloodOrder> orders = plan(7);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<FloodOutcome> outcomes = new Flood(50).run(orders, (order, ended) -> {
                most.add(now.incrementAndGet());
                if (order.kind() == Kind.BEYOND_LIQUIDITY) {
                    mostBeyond.accumulateAndGet(beyond.incrementAndGet(), Math::max);
                }
                threads.execute(() -> {
                    now.decrementAndGet();
                    if (order.kind() == Kind.BEYOND_LIQUIDITY) {
                        beyond.decrementAndGet();
                    }
                    ended.accept(ended(order, true, PaymentFailureReason.FAILURE_REASON_NONE));
                });
            }, outcome -> { });
            assertThat(Collections.max(most)).isBetween(2, 50);
            assertThat(mostBeyond.get()).isEqualTo(1);
            Set<Integer> sent = new HashSet<>();
            outcomes.forEach(outcome -> sent.add(outcome.order().index()));
            assertThat(sent).as("each exactly once").hasSize(orders.size());
            assertThat(outcomes).hasSize(orders.size());
        }
    }

    @Test
    void aSenderThatAnswersAtOnceDoesNotDeadlock() throws Exception {
        Flood flood = new Flood(1);
        Flood.Sender sender = (order, ended) -> ended.accept(
                ended(order, true, PaymentFailureReason.FAILURE_REASON_NONE));
        assertThat(flood.run(plan(7), sender, outcome -> { })).hasSize(4_000);
        assertThat(flood.run(plan(8), sender, outcome -> { })).as("a second time").hasSize(4_000);
    }

    @Test
    void aPaymentMustEndAsItsKindMust() {
        FloodOrder good = new FloodOrder(0, "alice", "bob", Kind.PAYMENT, 1);
        FloodOrder unknown = new FloodOrder(0, "alice", "bob", Kind.UNKNOWN_HASH, 1);
        FloodOrder beyond = new FloodOrder(0, "alice", "bob", Kind.BEYOND_LIQUIDITY, 1);
        var none = PaymentFailureReason.FAILURE_REASON_NONE;
        var details = PaymentFailureReason.FAILURE_REASON_INCORRECT_PAYMENT_DETAILS;
        var noRoute = PaymentFailureReason.FAILURE_REASON_NO_ROUTE;
        assertThat(ended(good, true, none).asExpected()).isTrue();
        assertThat(ended(good, false, noRoute).asExpected()).isFalse();
        assertThat(ended(unknown, false, details).asExpected()).isTrue();
        assertThat(ended(unknown, true, none).asExpected()).as("paid without an invoice").isFalse();
        assertThat(ended(unknown, false, noRoute).asExpected()).isFalse();
        assertThat(ended(beyond, false, noRoute).asExpected()).isTrue();
        assertThat(ended(beyond, false, details).asExpected()).isFalse();
        assertThat(FloodOutcome.unanswered(beyond, "UNAVAILABLE", 1).asExpected()).isFalse();
    }

    @Test
    void percentilesAreOfTheSettledOnes() {
        List<FloodOutcome> outcomes = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            outcomes.add(ended(new FloodOrder(i, "alice", "bob", Kind.PAYMENT, 1), true,
                    PaymentFailureReason.FAILURE_REASON_NONE));
        }
        outcomes.add(new FloodOutcome(new FloodOrder(0, "alice", "bob", Kind.PAYMENT, 1), false, 0,
                PaymentFailureReason.FAILURE_REASON_TIMEOUT, List.of(FailureCode.TEMPORARY_CHANNEL_FAILURE), "",
                Long.MAX_VALUE));
        assertThat(Report.percentileMs(outcomes, 0.5)).isEqualTo(50);
        assertThat(Report.percentileMs(outcomes, 0.99)).isEqualTo(99);
        assertThat(Report.percentileMs(List.of(), 0.5)).isZero();
    }

    @Test
    void channelsAreEnoughForWhatIsInFlight() {
        assertThat(OPTIONS.aliceChannels()).isEqualTo(1);
        DemoOptions large = new DemoOptions(1, 1_000, 1_000, 1, false, false);
        assertThat(large.aliceChannels()).isEqualTo(2);
        assertThat(large.spokeChannels()).isEqualTo(1);
        assertThat(large.spokeSat()).isEqualTo(8_000_000);
    }

    @Test
    void subsidiesAreRegtests() {
        assertThat(RpcChain.subsidySat(149)).isEqualTo(5_000_000_000L);
        assertThat(RpcChain.subsidySat(150)).isEqualTo(2_500_000_000L);
        assertThat(RpcChain.subsidySat(150 * 64)).isZero();
    }
}
