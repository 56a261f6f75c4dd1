package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import lnhub.protocol.transactions.OutPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub on PostgreSQL with its durability on: what it knew before it was stopped it knows when it is back. */
@Timeout(300)
class RestartIT {
    private static final long CAPACITY_SAT = 2_000_000;

    @Test
    void channelsComeBackAndPay(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"));
                TestNetwork network = new TestNetwork(folder)) {
            HubNode alice = network.start("alice");
            HubNode bob = network.start("bob");
            Path config = network.configure("hub", DurablePostgres.journal(postgres));
            HubNode hub = network.start(config);
            OutPoint funding = open(network, alice, hub);
            open(network, bob, hub);
            network.mine(TestNetwork.DEPTH);
            network.awaitUsable(hub, 2);
            payThroughHub(network, alice, bob, hub);
            Await.until("rest", () -> Balances.of(hub).atRest());
            Balances before = Balances.of(hub);
            network.stop(hub);

            HubNode back = network.start(config);
            assertThat(back.nodeId()).isEqualTo(hub.nodeId());
            network.connect(alice, back.nodeId(), back.lightningAddress());
            network.connect(bob, back.nodeId(), back.lightningAddress());
            network.awaitUsable(back, 2);
            // For the fees of closing two channels by force.
            assertThat(Await.get(back.assembly().wallet().balance()).feeReserveSat()).isEqualTo(20_000);
            assertThat(Balances.of(back).channels().keySet()).isEqualTo(before.channels().keySet())
                    .contains(Balances.name(funding));
            assertThat(Balances.of(back).localMsat()).isEqualTo(before.localMsat());
            payThroughHub(network, alice, bob, back);
            payThroughHub(network, bob, alice, back);
            assertThat(network.isUnspent(funding)).isTrue();
        }
    }

    private static OutPoint open(TestNetwork network, HubNode node, HubNode hub) {
        network.fund(node, 1);
        network.connect(node, hub.nodeId(), hub.lightningAddress());
        return network.open(node, hub.nodeId(), CAPACITY_SAT, CAPACITY_SAT * 1000 / 2);
    }

    private static void payThroughHub(TestNetwork network, HubNode payer, HubNode payee, HubNode hub) {
        network.awaitUsable(payer, 1);
        network.awaitUsable(payee, 1);
        TestPayments.requirePaid(payer, payee, 10_000_000, TestPayments.hints(payee, hub.nodeId()));
    }
}
