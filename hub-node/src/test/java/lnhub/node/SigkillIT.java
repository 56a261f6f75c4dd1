package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.persistence.journal.JournalConfig;
import lnhub.protocol.transactions.OutPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub between two nodes that pay each other all the time, killed with SIGKILL again and again, each time at another
 * moment. Nothing may be lost, stuck, paid twice or closed.
 */
@Timeout(600)
class SigkillIT {
    private static final long SEED = Long.getLong("proof.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("proof.kills", 20);
    private static final int IN_FLIGHT = 6;
    private static final long CAPACITY_SAT = 5_000_000;
    private static final Duration AT_REST_WITHIN = Duration.ofSeconds(90);

    @TempDir
    private Path folder;
    private final Random random = new Random(SEED);
    private final List<OutPoint> fundings = new ArrayList<>();
    private HubNode alice;
    private HubNode bob;
    private Path config;

    @Test
    void nothingIsLostHoweverOftenTheHubIsKilled() throws Exception {
        System.out.println("proof.seed=" + SEED + " proof.kills=" + KILLS);
        try (TestNetwork network = new TestNetwork(folder)) {
            alice = network.start("alice");
            bob = network.start("bob");
            NodeFile hub = open(network);
            Balances aliceBefore = Balances.of(alice);
            Balances bobBefore = Balances.of(bob);
            PaymentFlood there = new PaymentFlood(alice, bob, hub.nodeId(), random.nextLong(), IN_FLIGHT).start();
            PaymentFlood back = new PaymentFlood(bob, alice, hub.nodeId(), random.nextLong(), IN_FLIGHT).start();
            killAgainAndAgain(network, there, back);
            List<PaymentFlood.Outcome> fromAlice = there.outcomes();
            List<PaymentFlood.Outcome> fromBob = back.outcomes();
            System.out.println("settled " + PaymentFlood.settled(fromAlice) + " of " + fromAlice.size() + " and "
                    + PaymentFlood.settled(fromBob) + " of " + fromBob.size());
            HubNode node = inThisProcess(network);
            checkBalances(aliceBefore, bobBefore, Balances.of(node), fromAlice, fromBob);
            checkInvoices(bob, fromAlice);
            checkInvoices(alice, fromBob);
            checkHistory(fromAlice, fromBob);
            checkChannels(network, node);
        }
    }

    private NodeProcess process;

    /** The hub gets a port first, then keeps it: its peers dial it again where they found it. */
    private NodeFile open(TestNetwork network) {
        config = network.configure("hub", "");
        process = NodeProcess.start(config, network.folder("hub"));
        NodeFile hub = process.awaitStarted();
        config = network.configure("hub", "listen { host = \"127.0.0.1\", port = " + hub.lightning().getPort() + " }");
        for (HubNode node : List.of(alice, bob)) {
            network.fund(node, 2);
            network.connect(node, hub.nodeId(), hub.lightning());
            for (int i = 0; i < 2; i++) {
                fundings.add(network.open(node, hub.nodeId(), CAPACITY_SAT, CAPACITY_SAT * 1000 / 2));
            }
        }
        network.mine(TestNetwork.DEPTH);
        network.awaitUsable(alice, 2);
        network.awaitUsable(bob, 2);
        return hub;
    }

    private void killAgainAndAgain(TestNetwork network, PaymentFlood there, PaymentFlood back) throws Exception {
        for (int kill = 1; kill <= KILLS; kill++) {
            // Every fourth time soon after the peers are back, while what was in flight is being taken up again.
            boolean early = kill % 4 == 0;
            if (!early) {
                awaitProgress(there, back);
            }
            long lifeMs = random.nextInt(early ? 300 : 2_000);
            process.expectToLive(lifeMs);
            process.kill();
            System.out.println("kill " + kill + " after " + lifeMs + " ms; ended " + there.count() + " + "
                    + back.count() + ", in flight " + there.inFlight() + " + " + back.inFlight());
            process = NodeProcess.start(config, network.folder("hub"));
            NodeFile hub = process.awaitStarted();
            network.connect(alice, hub.nodeId(), hub.lightning());
            network.connect(bob, hub.nodeId(), hub.lightning());
        }
    }

    private void awaitProgress(PaymentFlood there, PaymentFlood back) {
        int before = there.count() + back.count();
        try {
            Await.until("a payment to end, " + there + " and " + back, () -> there.count() + back.count() > before);
        } catch (AssertionError stuck) {
            throw new AssertionError("alice: " + states(alice) + "; bob: " + states(bob), stuck);
        }
    }

    private static List<String> states(HubNode node) {
        return node.assembly().actors().directory().seen().stream().map(seen -> seen.state().getClass().getSimpleName()
                + (seen.state() instanceof lnhub.protocol.channel.OnChain closed ? "(" + closed.reason() + ")" : "")
                + (seen.connected() ? " connected" : " disconnected")).toList();
    }

    /** Once nothing is in flight the hub is started here, where a test can look inside. */
    private HubNode inThisProcess(TestNetwork network) {
        Await.until("the channels of alice and bob to be at rest", AT_REST_WITHIN,
                () -> Balances.of(alice).atRest() && Balances.of(bob).atRest());
        process.stop();
        HubNode node = network.start(config);
        network.connect(alice, node.nodeId(), node.lightningAddress());
        network.connect(bob, node.nodeId(), node.lightningAddress());
        network.awaitUsable(node, fundings.size());
        Await.until("the hub's channels to be at rest", AT_REST_WITHIN, () -> Balances.of(node).atRest());
        return node;
    }

    private void checkBalances(Balances aliceBefore, Balances bobBefore, Balances hub,
            List<PaymentFlood.Outcome> fromAlice, List<PaymentFlood.Outcome> fromBob) {
        long there = PaymentFlood.amountsMsat(fromAlice);
        long back = PaymentFlood.amountsMsat(fromBob);
        Balances aliceAfter = Balances.of(alice);
        Balances bobAfter = Balances.of(bob);
        assertThat(aliceAfter.localMsat()).as("alice's balance")
                .isEqualTo(aliceBefore.localMsat() - there - PaymentFlood.feesMsat(fromAlice) + back);
        assertThat(bobAfter.localMsat()).as("bob's balance")
                .isEqualTo(bobBefore.localMsat() - back - PaymentFlood.feesMsat(fromBob) + there);
        assertThat(hub.localMsat()).as("the hub's balance").isEqualTo(hub.capacityMsat() - aliceBefore.localMsat()
                - bobBefore.localMsat() + PaymentFlood.feesMsat(fromAlice) + PaymentFlood.feesMsat(fromBob));
        hub.channels().forEach((name, end) -> {
            Balances other = aliceAfter.channels().containsKey(name) ? aliceAfter : bobAfter;
            assertThat(other.channels().get(name).localMsat()).as("the ends of " + name).isEqualTo(end.remoteMsat());
            assertThat(end.localMsat() + end.remoteMsat()).isEqualTo(end.params().capacitySat() * 1000);
        });
        assertThat(hub.channels()).hasSize(fundings.size());
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

    private void checkHistory(List<PaymentFlood.Outcome> fromAlice, List<PaymentFlood.Outcome> fromBob)
            throws Exception {
        try (HikariDataSource tables = JournalConfig.dataSource(JournalConfig.h2(folder.resolve("hub")), 1)) {
            ForwardingHistory history = new ForwardingHistory(tables);
            Await.until("the history to be complete", () -> forwards(history)
                    == PaymentFlood.settled(fromAlice) + PaymentFlood.settled(fromBob));
            ForwardingHistory.Totals totals = history.totals(0, Long.MAX_VALUE);
            assertThat(totals.feeMsat()).as("fees in the history")
                    .isEqualTo(PaymentFlood.feesMsat(fromAlice) + PaymentFlood.feesMsat(fromBob));
            assertThat(totals.amountOutMsat()).as("forwarded in the history")
                    .isEqualTo(PaymentFlood.amountsMsat(fromAlice) + PaymentFlood.amountsMsat(fromBob));
        }
    }

    private static long forwards(ForwardingHistory history) {
        try {
            return history.totals(0, Long.MAX_VALUE).forwards();
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Still open, and still of use. */
    private void checkChannels(TestNetwork network, HubNode hub) {
        assertThat(fundings).allMatch(network::isUnspent);
        for (HubNode node : List.of(alice, bob, hub)) {
            assertThat(Balances.allNormal(node)).isTrue();
        }
        network.awaitUsable(alice, 2);
        network.awaitUsable(bob, 2);
        for (HubNode payer : List.of(alice, bob)) {
            HubNode payee = payer == alice ? bob : alice;
            TestPayments.requirePaid(payer, payee, 1_234_567, TestPayments.hints(payee, hub.nodeId()));
        }
    }
}
