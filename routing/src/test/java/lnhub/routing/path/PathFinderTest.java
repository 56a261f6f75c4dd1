package lnhub.routing.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.RandomNetwork;
import org.junit.jupiter.api.Test;

/** The four nodes of BOLT 7, "Routing Example": A-B-C and A-D-C. */
class PathFinderTest {
    private static final PublicKey A = RandomNetwork.nodeId(1);
    private static final PublicKey B = RandomNetwork.nodeId(2);
    private static final PublicKey C = RandomNetwork.nodeId(3);
    private static final PublicKey D = RandomNetwork.nodeId(4);
    private static final PublicKey STRANGER = RandomNetwork.nodeId(5);
    private static final long AMOUNT = 4_999_999;
    private static final long CAPACITY_SAT = 100_000;
    private static final ShortChannelId AB = new ShortChannelId(12);
    private static final ShortChannelId AD = new ShortChannelId(14);
    private static final ShortChannelId BC = new ShortChannelId(23);
    private static final ShortChannelId DC = new ShortChannelId(34);
    private static final Graph GRAPH = Graph.EMPTY
            .with(channel(AB, A, B, 1, 2)).with(channel(AD, A, D, 1, 4))
            .with(channel(BC, B, C, 2, 3)).with(channel(DC, C, D, 3, 4));
    private static final List<LocalChannel> LOCAL = List.of(
            new LocalChannel(AB, B, 0, 50_000_000), new LocalChannel(AD, D, 0, 50_000_000));

    @Test
    void directPaymentHasNoFeeAndNoDelta() {
        Route route = find(GRAPH, request(B, LOCAL, Avoid.NOTHING));
        assertThat(route.hops()).containsExactly(new Hop(B, AB, AMOUNT, 0, 0));
        RoutePayloads payloads = RoutePayloads.of(route, 700_000, 18, 42);
        assertThat(payloads).isEqualTo(new RoutePayloads(AMOUNT, 700_060,
                List.of(new RoutePayloads.Payload(B, AMOUNT, 700_060, Optional.empty()))));
    }

    @Test
    void takesTheCheaperWayOfTheRoutingExample() {
        Route route = find(GRAPH, request(C, LOCAL, Avoid.NOTHING));
        assertThat(route.hops()).containsExactly(
                new Hop(B, AB, 5_010_198, 10_199, 20), new Hop(C, BC, AMOUNT, 0, 0));
        RoutePayloads payloads = RoutePayloads.of(route, 700_000, 18, 42);
        assertThat(payloads.amountMsat()).isEqualTo(5_010_198);
        assertThat(payloads.cltvExpiry()).isEqualTo(700_000 + 20 + 18 + 42);
        assertThat(payloads.payloads()).containsExactly(
                new RoutePayloads.Payload(B, AMOUNT, 700_000 + 18 + 42, Optional.of(BC)),
                new RoutePayloads.Payload(C, AMOUNT, 700_000 + 18 + 42, Optional.empty()));
    }

    @Test
    void takesTheOtherWayWhenTheFirstIsBannedPenalisedOrEmpty() {
        List<Hop> viaD = List.of(new Hop(D, AD, 5_020_398, 20_399, 40), new Hop(C, DC, AMOUNT, 0, 0));
        assertThat(find(GRAPH, request(C, LOCAL, new Avoid(Set.of(B), Map.of()))).hops()).isEqualTo(viaD);
        for (long penalty : List.of(Avoid.BANNED, 20_000L)) {
            assertThat(find(GRAPH, request(C, LOCAL, penalty(BC, B, penalty))).hops()).isEqualTo(viaD);
            assertThat(find(GRAPH, request(C, LOCAL, penalty(AB, A, penalty))).hops()).isEqualTo(viaD);
        }
        assertThat(find(GRAPH, request(C, LOCAL, penalty(BC, C, Avoid.BANNED))).hops()).hasSize(2)
                .first().extracting(Hop::nodeId).isEqualTo(B);
        List<LocalChannel> abTooSmall = List.of(new LocalChannel(AB, B, 0, 5_010_197), LOCAL.get(1));
        assertThat(find(GRAPH, request(C, abTooSmall, Avoid.NOTHING)).hops()).isEqualTo(viaD);
        List<LocalChannel> abTooCoarse = List.of(new LocalChannel(AB, B, 5_010_199, 50_000_000), LOCAL.get(1));
        assertThat(find(GRAPH, request(C, abTooCoarse, Avoid.NOTHING)).hops()).isEqualTo(viaD);
    }

    @Test
    void disabledAndSpentChannelsAreNotUsed() {
        Channel bc = GRAPH.channel(BC).orElseThrow();
        Graph disabled = GRAPH.with(RandomNetwork.with(bc, 0, policy(2), false));
        assertThat(find(disabled, request(C, LOCAL, Avoid.NOTHING)).hops().getFirst().nodeId()).isEqualTo(D);
        Graph spent = GRAPH.with(bc.spentAt(800_000));
        assertThat(find(spent, request(C, LOCAL, Avoid.NOTHING)).hops().getFirst().nodeId()).isEqualTo(D);
    }

    @Test
    void aMaximumAboveTheCapacityIsNotBelieved() {
        RelayPolicy tooMuch = new RelayPolicy(0, 0, 1, 0, CAPACITY_SAT * 1000 + 1);
        Graph graph = GRAPH.with(RandomNetwork.with(GRAPH.channel(BC).orElseThrow(), 0, tooMuch, true));
        assertThat(find(graph, request(C, LOCAL, Avoid.NOTHING)).hops().getFirst().nodeId()).isEqualTo(D);
    }

    @Test
    void aBannedNodeCanStillBePaid() {
        assertThat(find(GRAPH, request(B, LOCAL, new Avoid(Set.of(A, B), Map.of()))).hops()).hasSize(1);
    }

    @Test
    void hintsLeadToAStrangerAcrossAnother() {
        PublicKey other = RandomNetwork.nodeId(6);
        HintedChannel toOther = new HintedChannel(C, other, new ShortChannelId(36), 1, 20, 3);
        HintedChannel toStranger = new HintedChannel(other, STRANGER, new ShortChannelId(65), 2, 30, 4);
        RouteRequest request = new RouteRequest(A, STRANGER, 1_000_000, LOCAL, List.of(toStranger, toOther),
                RouteLimits.ofFee(1_000_000), RouteCost.DEFAULT, Avoid.NOTHING);
        List<Hop> hops = find(GRAPH, request).hops();
        assertThat(hops.get(3)).isEqualTo(new Hop(STRANGER, new ShortChannelId(65), 1_000_000, 0, 0));
        assertThat(hops.get(2)).isEqualTo(new Hop(other, new ShortChannelId(36), 1_000_032, 32, 4));
        assertThat(hops.get(1)).isEqualTo(new Hop(C, BC, 1_000_032 + 21, 21, 7));
        assertThat(hops.get(0).nodeId()).isEqualTo(B);
    }

    @Test
    void paysAStrangerWithAPrivateChannelAndAnEmptyGraph() {
        List<LocalChannel> local = List.of(new LocalChannel(AB, STRANGER, 0, AMOUNT - 1),
                new LocalChannel(AD, STRANGER, 0, AMOUNT));
        assertThat(find(Graph.EMPTY, request(STRANGER, local, Avoid.NOTHING)).hops())
                .containsExactly(new Hop(STRANGER, AD, AMOUNT, 0, 0));
    }

    @Test
    void saysWhetherLimitsOrTheNetworkAreInTheWay() {
        PathFinder finder = PathFinder.of(GRAPH);
        assertThat(finder.find(request(STRANGER, LOCAL, Avoid.NOTHING))).isEqualTo(new RouteResult.NoPath());
        assertThat(finder.find(limited(10_198, 1008, 20))).isEqualTo(new RouteResult.BeyondLimits());
        assertThat(finder.find(limited(10_199, 20, 2))).isInstanceOf(RouteResult.Found.class);
        assertThat(finder.find(limited(10_199, 19, 2))).isEqualTo(new RouteResult.BeyondLimits());
        assertThat(finder.find(limited(10_199, 20, 1))).isEqualTo(new RouteResult.BeyondLimits());
    }

    @Test
    void aQuickWayIsFoundWhenTheCheapOneIsTooSlow() {
        Graph slow = GRAPH.with(RandomNetwork.with(GRAPH.channel(BC).orElseThrow(), 0,
                new RelayPolicy(0, 0, 1_000, 0, 50_000_000), true));
        RouteRequest request = new RouteRequest(A, C, AMOUNT, LOCAL, List.of(),
                new RouteLimits(100_000, 999, 20), RouteCost.FEE_ONLY, Avoid.NOTHING);
        assertThat(find(slow, request).hops().getFirst().nodeId()).isEqualTo(D);
    }

    @Test
    void refusesToPayItselfOrNothing() {
        assertThatThrownBy(() -> request(A, LOCAL, Avoid.NOTHING)).hasMessageContaining("same node");
        assertThatThrownBy(() -> new RouteRequest(A, B, 0, LOCAL, List.of(), RouteLimits.ofFee(1),
                RouteCost.DEFAULT, Avoid.NOTHING)).hasMessageContaining("amount");
        assertThatThrownBy(() -> new HintedChannel(A, B, AB, -1, 0, 0)).hasMessageContaining("32 bits");
    }

    private static Route find(Graph graph, RouteRequest request) {
        RouteResult result = PathFinder.of(graph).find(request);
        assertThat(result).isInstanceOf(RouteResult.Found.class);
        return ((RouteResult.Found) result).route();
    }

    private static RouteRequest request(PublicKey destination, List<LocalChannel> local, Avoid avoid) {
        return new RouteRequest(A, destination, AMOUNT, local, List.of(), RouteLimits.ofFee(100_000),
                RouteCost.DEFAULT, avoid);
    }

    private static RouteRequest limited(long maxFeeMsat, int maxDelta, int maxHops) {
        return new RouteRequest(A, C, AMOUNT, LOCAL, List.of(), new RouteLimits(maxFeeMsat, maxDelta, maxHops),
                RouteCost.DEFAULT, Avoid.NOTHING);
    }

    private static Avoid penalty(ShortChannelId channel, PublicKey from, long penaltyMsat) {
        return new Avoid(Set.of(), Map.of(new DirectedChannel(channel, from), penaltyMsat));
    }

    /** @param one the lesser node id, whose policy is number {@code fromOne} of the example */
    private static Channel channel(ShortChannelId id, PublicKey one, PublicKey other, int fromOne, int fromOther) {
        Channel channel = Channel.announced(RandomNetwork.announcement(id.value(), one, other), CAPACITY_SAT);
        return RandomNetwork.with(RandomNetwork.with(channel, 0, policy(fromOne), true), 1, policy(fromOther), true);
    }

    private static RelayPolicy policy(int number) {
        return new RelayPolicy(100 * number, 1_000 * number, 10 * number, 0, 50_000_000);
    }
}
