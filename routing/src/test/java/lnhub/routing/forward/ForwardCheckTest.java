package lnhub.routing.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ForwardCheckTest {
    private static final int HEIGHT = 800_000;
    private static final ForwardLimits LIMITS = new ForwardLimits(24, ForwardLimits.MAX_HTLC_CLTV);
    private static final RelayPolicy POLICY = new RelayPolicy(1_000, 100, 40, 10_000, 5_000_000);
    private static final Bytes32 A = id(1);
    private static final Bytes32 B = id(2);
    /** One million out; the fee is 1,100. */
    private static final ForwardRequest GOOD = request(1_001_100, HEIGHT + 200, 1_000_000, HEIGHT + 160);

    @Test
    void forwardsWhatMeetsThePolicyExactly() {
        assertThat(check(GOOD, candidate(A))).isEqualTo(forward(A));
        assertThat(check(request(11_001, HEIGHT + 64, 10_000, HEIGHT + 24), candidate(A))).isEqualTo(forward(A));
        assertThat(check(request(5_001_500, HEIGHT + 2016, 5_000_000, HEIGHT + 1976), candidate(A, 5_000_000)))
                .isEqualTo(forward(A));
    }

    @Test
    void refusesWithThePreciseFailure() {
        assertThat(ForwardCheck.check(GOOD, List.of(), HEIGHT, LIMITS))
                .isEqualTo(refuse(new ForwardFailure.UnknownNextPeer()));
        assertThat(check(request(20_000, HEIGHT + 200, 9_999, HEIGHT + 160), candidate(A)))
                .isEqualTo(refuse(new ForwardFailure.AmountBelowMinimum(A, 9_999)));
        assertThat(check(request(1_001_099, HEIGHT + 200, 1_000_000, HEIGHT + 160), candidate(A)))
                .isEqualTo(refuse(new ForwardFailure.FeeInsufficient(A, 1_001_099)));
        assertThat(check(request(1_001_100, HEIGHT + 199, 1_000_000, HEIGHT + 160), candidate(A)))
                .isEqualTo(refuse(new ForwardFailure.IncorrectCltvExpiry(A, HEIGHT + 160)));
        assertThat(check(request(1_001_100, HEIGHT + 63, 1_000_000, HEIGHT + 23), candidate(A)))
                .isEqualTo(refuse(new ForwardFailure.ExpiryTooSoon(A)));
        assertThat(check(request(1_001_100, HEIGHT + 2017, 1_000_000, HEIGHT + 160), candidate(A)))
                .isEqualTo(refuse(new ForwardFailure.ExpiryTooFar()));
        assertThat(check(request(6_002_000, HEIGHT + 200, 5_000_001, HEIGHT + 160), candidate(A)))
                .isEqualTo(refuse(new ForwardFailure.TemporaryChannelFailure(A)));
    }

    @Test
    void refusesForTheStateOfTheChannel() {
        assertThat(check(GOOD, candidate(A, 999_999)))
                .isEqualTo(refuse(new ForwardFailure.TemporaryChannelFailure(A)));
        assertThat(check(GOOD, new Candidate(A, List.of(POLICY), 2_000_000, 0, true)))
                .isEqualTo(refuse(new ForwardFailure.TemporaryChannelFailure(A)));
        assertThat(check(GOOD, new Candidate(A, List.of(POLICY), 2_000_000, 5, false)))
                .isEqualTo(refuse(new ForwardFailure.ChannelDisabled(A)));
    }

    @Test
    void anAmountOutAboveTheAmountInNeverPays() {
        RelayPolicy free = new RelayPolicy(0, 0, 0, 0, Long.MAX_VALUE);
        assertThat(check(request(0, HEIGHT + 200, Long.MAX_VALUE, HEIGHT + 160),
                new Candidate(A, List.of(free), Long.MAX_VALUE, 1, true)))
                .isEqualTo(refuse(new ForwardFailure.FeeInsufficient(A, 0)));
    }

    @Test
    void acceptsThePolicyReplacedJustNowButReportsTheCurrentOne() {
        RelayPolicy dearer = new RelayPolicy(2_000, 100, 40, 10_000, 5_000_000);
        assertThat(check(GOOD, new Candidate(A, List.of(dearer, POLICY), 2_000_000, 5, true))).isEqualTo(forward(A));
        RelayPolicy slower = new RelayPolicy(0, 0, 41, 0, 5_000_000);
        assertThat(check(GOOD, new Candidate(A, List.of(dearer, slower), 2_000_000, 5, true)))
                .isEqualTo(refuse(new ForwardFailure.FeeInsufficient(A, 1_001_100)));
    }

    @Test
    void anotherChannelToThePeerHelpsOutButTheFailureIsTheNamedOnes() {
        assertThat(check(GOOD, candidate(A, 1), candidate(B))).isEqualTo(forward(B));
        Candidate dear = new Candidate(B, List.of(new RelayPolicy(9_000, 0, 0, 0, 5_000_000)), 2_000_000, 5, true);
        assertThat(check(GOOD, candidate(A, 1), dear))
                .isEqualTo(refuse(new ForwardFailure.TemporaryChannelFailure(A)));
    }

    @Test
    void spreadsTheLoadByBalanceAndKeepsTheOrderOfAnHtlc() {
        List<Candidate> candidates = List.of(
                candidate(A, 4_000_000), candidate(B, 4_000_000), candidate(id(3), 2_000_000),
                new Candidate(id(4), List.of(POLICY), 4_000_000, 50, true));
        SplittableRandom random = new SplittableRandom(7);
        Map<Bytes32, Integer> first = new HashMap<>();
        int htlcs = 20_000;
        for (int i = 0; i < htlcs; i++) {
            ForwardRequest request = new ForwardRequest(
                    1_001_100, HEIGHT + 200, 1_000_000, HEIGHT + 160, random.nextLong());
            ForwardDecision decision = ForwardCheck.check(request, candidates, HEIGHT, LIMITS);
            List<Bytes32> order = ((ForwardDecision.Forward) decision).channelIds();
            assertThat(order).hasSize(4);
            assertThat(decision).isEqualTo(ForwardCheck.check(request, candidates, HEIGHT, LIMITS));
            first.merge(order.getFirst(), 1, Integer::sum);
        }
        // Weights, free balance after the HTLC times free slots: 300, 300, 100, 150.
        assertThat(first.get(A) / (double) htlcs).isCloseTo(300 / 850.0, within(0.02));
        assertThat(first.get(B) / (double) htlcs).isCloseTo(300 / 850.0, within(0.02));
        assertThat(first.get(id(3)) / (double) htlcs).isCloseTo(100 / 850.0, within(0.02));
        assertThat(first.get(id(4)) / (double) htlcs).isCloseTo(150 / 850.0, within(0.02));
    }

    @Property(tries = 2_000)
    void whateverIsForwardedPaysAndLeavesTime(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Candidate> candidates = IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> new Candidate(id(i),
                List.of(new RelayPolicy(random.nextLong(2_000), random.nextLong(1_000), random.nextInt(100),
                        random.nextLong(1_000_000), random.nextLong(3_000_000))),
                random.nextLong(3_000_000), random.nextInt(3), random.nextInt(5) > 0)).toList();
        ForwardRequest request = new ForwardRequest(random.nextLong(3_000_000),
                HEIGHT + random.nextInt(2_100), random.nextLong(3_000_000), HEIGHT + random.nextInt(2_100), seed);
        if (ForwardCheck.check(request, candidates, HEIGHT, LIMITS) instanceof ForwardDecision.Forward(var ids)) {
            assertThat(ids).isNotEmpty();
            assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
            for (Bytes32 id : ids) {
                Candidate chosen = candidates.stream().filter(c -> c.channelId().equals(id)).findAny().orElseThrow();
                assertForwardable(request, chosen);
            }
        }
    }

    private static void assertForwardable(ForwardRequest request, Candidate chosen) {
        RelayPolicy policy = chosen.currentPolicy();
        assertThat(request.amountInMsat())
                .isGreaterThanOrEqualTo(request.amountOutMsat() + policy.feeMsat(request.amountOutMsat()));
        assertThat(request.cltvExpiryIn()).isGreaterThanOrEqualTo(request.cltvExpiryOut() + policy.cltvExpiryDelta());
        assertThat(request.cltvExpiryOut()).isGreaterThanOrEqualTo(HEIGHT + LIMITS.minimumBlocksLeft());
        assertThat(request.cltvExpiryIn()).isLessThanOrEqualTo(HEIGHT + LIMITS.maximumBlocksLeft());
        assertThat(request.amountOutMsat()).isBetween(policy.htlcMinimumMsat(), policy.htlcMaximumMsat());
        assertThat(request.amountOutMsat()).isLessThanOrEqualTo(chosen.sendableMsat());
        assertThat(chosen.enabled()).isTrue();
        assertThat(chosen.freeSlots()).isPositive();
    }

    private static ForwardDecision check(ForwardRequest request, Candidate... candidates) {
        return ForwardCheck.check(request, List.of(candidates), HEIGHT, LIMITS);
    }

    private static ForwardDecision forward(Bytes32 channelId) {
        return new ForwardDecision.Forward(List.of(channelId));
    }

    private static ForwardDecision refuse(ForwardFailure failure) {
        return new ForwardDecision.Refuse(failure);
    }

    private static Candidate candidate(Bytes32 id) {
        return candidate(id, 2_000_000);
    }

    private static Candidate candidate(Bytes32 id, long sendableMsat) {
        return new Candidate(id, List.of(POLICY), sendableMsat, 100, true);
    }

    private static ForwardRequest request(long amountIn, long cltvIn, long amountOut, long cltvOut) {
        return new ForwardRequest(amountIn, cltvIn, amountOut, cltvOut, 42);
    }

    private static Bytes32 id(int number) {
        byte[] id = new byte[Bytes32.SIZE];
        id[31] = (byte) number;
        return Bytes32.wrap(id);
    }
}
