package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;

/** Nodes that pay each other through a hub all the time, and what must be true of all of them when that is over. */
final class FloodProof {
    private static final Duration AT_REST_WITHIN = Duration.ofSeconds(90);

    private final PublicKey hub;
    private final Map<HubNode, Balances> before = new LinkedHashMap<>();
    private final List<Leg> legs = new ArrayList<>();

    private record Leg(HubNode payer, HubNode payee, PaymentFlood flood) {
    }

    /** @param peers whose channels are usable and at rest */
    FloodProof(PublicKey hub, List<HubNode> peers) {
        this.hub = hub;
        peers.forEach(peer -> before.put(peer, Balances.of(peer)));
    }

    FloodProof pay(HubNode payer, HubNode payee, Random random, int inFlight) {
        legs.add(new Leg(payer, payee, new PaymentFlood(payer, payee, hub, random.nextLong(), inFlight).start()));
        return this;
    }

    private int ended() {
        return legs.stream().mapToInt(leg -> leg.flood().count()).sum();
    }

    /** Until so many more payments have ended one way or the other. */
    void awaitProgress(int payments, Duration limit) {
        int from = ended();
        try {
            Await.until(payments + " payments to end, " + this, limit, () -> ended() >= from + payments);
        } catch (AssertionError stuck) {
            throw new AssertionError("the peers' channels: "
                    + before.keySet().stream().map(FloodProof::states).toList(), stuck);
        }
    }

    private static List<String> states(HubNode node) {
        return node.assembly().actors().directory().seen().stream().map(seen -> seen.state().getClass().getSimpleName()
                + (seen.state() instanceof lnhub.protocol.channel.OnChain closed ? "(" + closed.reason() + ")" : "")
                + (seen.connected() ? " connected" : " disconnected")).toList();
    }

    /** No more payments; until those under way have ended, and every channel of the peers is at rest. */
    void stop() {
        legs.forEach(leg -> leg.flood().stop());
        legs.forEach(leg -> leg.flood().outcomes());
        Await.until("the peers' channels to be at rest", AT_REST_WITHIN,
                () -> before.keySet().stream().allMatch(peer -> Balances.of(peer).atRest()));
    }

    /** @param node the hub, connected with its peers again, where a test can look inside */
    void check(TestNetwork network, HubNode node, ForwardingHistory history, List<OutPoint> fundings) {
        network.awaitUsable(node, fundings.size());
        Await.until("the hub's channels to be at rest", AT_REST_WITHIN, () -> Balances.of(node).atRest());
        checkBalances(Balances.of(node), fundings.size());
        legs.forEach(leg -> checkInvoices(leg.payee(), leg.flood().outcomes()));
        checkHistory(history);
        checkChannels(network, node, fundings);
    }

    private long sum(ToLongFunction<List<PaymentFlood.Outcome>> of) {
        return legs.stream().mapToLong(leg -> of.applyAsLong(leg.flood().outcomes())).sum();
    }

    private void checkBalances(Balances ofHub, int channels) {
        Map<String, Balances> ends = new LinkedHashMap<>();
        before.forEach((peer, was) -> {
            long expected = was.localMsat();
            for (Leg leg : legs) {
                List<PaymentFlood.Outcome> outcomes = leg.flood().outcomes();
                expected += leg.payee() == peer ? PaymentFlood.amountsMsat(outcomes) : 0;
                expected -= leg.payer() == peer ? PaymentFlood.amountsMsat(outcomes)
                        + PaymentFlood.feesMsat(outcomes) : 0;
            }
            Balances after = Balances.of(peer);
            assertThat(after.localMsat()).as("balance of " + peer.nodeId()).isEqualTo(expected);
            after.channels().keySet().forEach(name -> ends.put(name, after));
        });
        long others = before.values().stream().mapToLong(Balances::localMsat).sum();
        assertThat(ofHub.localMsat()).as("the hub's balance")
                .isEqualTo(ofHub.capacityMsat() - others + sum(PaymentFlood::feesMsat));
        ofHub.channels().forEach((name, end) -> {
            assertThat(ends.get(name).channels().get(name).localMsat()).as("the ends of " + name)
                    .isEqualTo(end.remoteMsat());
            assertThat(end.localMsat() + end.remoteMsat()).isEqualTo(end.params().capacitySat() * 1000);
        });
        assertThat(ofHub.channels()).hasSize(channels);
    }

    /** What the payer thinks paid is paid, and nothing else. */
    private static void checkInvoices(HubNode payee, List<PaymentFlood.Outcome> outcomes) {
        for (PaymentFlood.Outcome outcome : outcomes) {
            var invoice = TestPayments.lookup(payee, outcome.paymentHash());
            assertThat(invoice.settledAtMs().isPresent()).as(outcome.description()).isEqualTo(outcome.settled());
            assertThat(invoice.paidMsat()).as(outcome.description()).isEqualTo(outcome.settled()
                    ? outcome.amountMsat() : 0);
        }
    }

    private void checkHistory(ForwardingHistory history) {
        Await.until("the history to be complete", () -> totals(history).forwards() == sum(PaymentFlood::settled));
        assertThat(totals(history).feeMsat()).as("fees in the history").isEqualTo(sum(PaymentFlood::feesMsat));
        assertThat(totals(history).amountOutMsat()).as("forwarded in the history")
                .isEqualTo(sum(PaymentFlood::amountsMsat));
    }

    private static ForwardingHistory.Totals totals(ForwardingHistory history) {
        try {
            return history.totals(0, Long.MAX_VALUE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Still open, and still of use. */
    private void checkChannels(TestNetwork network, HubNode node, List<OutPoint> fundings) {
        assertThat(fundings).allMatch(network::isUnspent);
        assertThat(Balances.allNormal(node)).isTrue();
        before.forEach((peer, was) -> {
            assertThat(Balances.allNormal(peer)).isTrue();
            network.awaitUsable(peer, was.channels().size());
        });
        for (Leg leg : legs) {
            TestPayments.requirePaid(leg.payer(), leg.payee(), 1_234_567, TestPayments.hints(leg.payee(), hub));
        }
    }

    @Override
    public String toString() {
        return legs.stream().map(leg -> leg.flood().toString()).toList().toString();
    }

    String settled() {
        return "settled " + sum(PaymentFlood::settled) + " of " + ended();
    }
}
