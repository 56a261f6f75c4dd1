package lnhub.node.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lnhub.node.demo.FloodOrder.Kind;
import lnhub.ops.lnrpc.PaymentFailureReason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Sound books pass; books from which a millisatoshi was taken anywhere do not. */
class ConservationTest {
    private static final FloodOutcome PAID = outcome("alice", "bob", 1_000_000, 1_100, true);
    private static final FloodOutcome FAILED = outcome("bob", "alice", 5_000_000, 0, false);
    private static final Map<String, Long> BEFORE = Map.of("alice", 9_000_000L, "hub", 5_000_000L, "bob", 1_000_000L);

    private static FloodOutcome outcome(String from, String to, long amountMsat, long feeMsat, boolean settled) {
        return new FloodOutcome(new FloodOrder(0, from, to, Kind.PAYMENT, amountMsat), settled, feeMsat,
                PaymentFailureReason.FAILURE_REASON_NONE, List.of(), "", 1);
    }

    private static List<ChannelEnd> soundChannel() {
        return new ArrayList<>(List.of(new ChannelEnd("alice", "a:0", true, 10_000, 7_000, 3_000, 0, 0),
                new ChannelEnd("hub", "a:0", false, 10_000, 3_000, 7_000, 0, 0)));
    }

    @Test
    void soundBooksPass() {
        assertThat(Conservation.channels(soundChannel())).isEmpty();
        assertThat(Conservation.payments(BEFORE, after(0), List.of(PAID, FAILED), "hub")).isEmpty();
        assertThat(Conservation.history(List.of(new Conservation.Forward(1_001_100, 1_000_000)),
                List.of(PAID, FAILED))).isEmpty();
        assertThat(Conservation.onChain(100, Map.of("alice", 40L, "hub", 20L), 30, 10)).isEmpty();
    }

    /** After one payment of 1,000,000 msat for a fee of 1,100, with something added to the hub's balance. */
    private static Map<String, Long> after(long addedMsat) {
        return new TreeMap<>(Map.of("alice", 7_998_900L, "hub", 5_001_100L + addedMsat, "bob", 2_000_000L));
    }

    @Property(tries = 200)
    void aChannelThatLacksOrGainsAMillisatoshiIsSeen(@ForAll @IntRange(max = 1) int end, @ForAll @IntRange(max = 1)
            int side, @ForAll @LongRange(min = -2_000, max = 2_000) long difference) {
        List<ChannelEnd> ends = soundChannel();
        ChannelEnd sound = ends.get(end);
        ends.set(end, new ChannelEnd(sound.node(), sound.channelPoint(), sound.initiator(), sound.capacityMsat(),
                sound.localMsat() + (side == 0 ? difference : 0), sound.remoteMsat() + (side == 0 ? 0 : difference),
                0, 0));
        assertThat(Conservation.channels(ends).isEmpty()).isEqualTo(difference == 0);
    }

    @Test
    void endsThatDisagreeThoughEachIsWholeAreSeen() {
        List<ChannelEnd> ends = soundChannel();
        ends.set(1, new ChannelEnd("hub", "a:0", false, 10_000, 3_001, 6_999, 0, 0));
        assertThat(Conservation.channels(ends)).singleElement().asString().contains("disagree");
    }

    @Test
    void aPendingHtlcAndAMissingEndAreSeen() {
        List<ChannelEnd> ends = soundChannel();
        ends.set(0, new ChannelEnd("alice", "a:0", true, 10_000, 6_000, 3_000, 1_000, 1));
        assertThat(Conservation.channels(ends)).anyMatch(wrong -> wrong.contains("still has 1 HTLC"));
        assertThat(Conservation.channels(soundChannel().subList(0, 1))).singleElement().asString()
                .contains("known to 1");
    }

    @Test
    void aMillisatoshiThatTheHubLostOrMadeIsSeen() {
        for (long difference : new long[] {-1, 1}) {
            assertThat(Conservation.payments(BEFORE, after(difference), List.of(PAID, FAILED), "hub"))
                    .singleElement().asString().startsWith("hub should have 5001100");
        }
    }

    @Test
    void aFailedPaymentThatWasPaidAllTheSameIsSeen() {
        Map<String, Long> after = after(0);
        after.merge("bob", -5_000_000L, Long::sum);
        after.merge("alice", 5_000_000L, Long::sum);
        assertThat(Conservation.payments(BEFORE, after, List.of(PAID, FAILED), "hub")).hasSize(2);
    }

    @Test
    void aNodeWithoutBalancesIsSeen() {
        Map<String, Long> after = after(0);
        after.remove("bob");
        assertThat(Conservation.payments(BEFORE, after, List.of(PAID), "hub")).hasSize(1);
    }

    @Test
    void aHistoryThatMissesAForwardOrAFeeIsSeen() {
        assertThat(Conservation.history(List.of(), List.of(PAID))).hasSize(3);
        assertThat(Conservation.history(List.of(new Conservation.Forward(1_001_099, 1_000_000)), List.of(PAID)))
                .singleElement().asString().contains("1099 msat of fees");
        assertThat(Conservation.history(List.of(new Conservation.Forward(1_001_099, 999_999)), List.of(PAID)))
                .singleElement().asString().contains("passed on");
    }

    @Test
    void aSatoshiThatTheChainLostIsSeen() {
        assertThat(Conservation.onChain(100, Map.of("alice", 40L, "hub", 20L), 30, 9)).hasSize(1);
        List<ChannelEnd> ends = List.of(new ChannelEnd("bob", "b:0", false, 9_000, 1_999, 7_001, 0, 0));
        assertThat(Conservation.closed("bob", ends, 5, 6)).isEmpty();
        assertThat(Conservation.closed("bob", ends, 5, 7)).hasSize(1);
    }
}
