package lnhub.node;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
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
            FloodProof proof = new FloodProof(hub.nodeId(), List.of(alice, bob))
                    .pay(alice, bob, random, IN_FLIGHT).pay(bob, alice, random, IN_FLIGHT);
            killAgainAndAgain(network, proof);
            proof.stop();
            System.out.println(proof.settled());
            HubNode node = inThisProcess(network);
            try (HikariDataSource tables = JournalConfig.dataSource(JournalConfig.h2(folder.resolve("hub")), 1)) {
                proof.check(network, node, new ForwardingHistory(tables), fundings);
            }
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

    private void killAgainAndAgain(TestNetwork network, FloodProof proof) throws Exception {
        for (int kill = 1; kill <= KILLS; kill++) {
            // Every fourth time soon after the peers are back, while what was in flight is being taken up again.
            boolean early = kill % 4 == 0;
            if (!early) {
                proof.awaitProgress(1, Await.LIMIT);
            }
            long lifeMs = random.nextInt(early ? 300 : 2_000);
            process.expectToLive(lifeMs);
            process.kill();
            System.out.println("kill " + kill + " after " + lifeMs + " ms; " + proof);
            process = NodeProcess.start(config, network.folder("hub"));
            NodeFile hub = process.awaitStarted();
            network.connect(alice, hub.nodeId(), hub.lightning());
            network.connect(bob, hub.nodeId(), hub.lightning());
        }
    }

    /** Once nothing is in flight the hub is started here, where a test can look inside. */
    private HubNode inThisProcess(TestNetwork network) {
        process.stop();
        HubNode node = network.start(config);
        network.connect(alice, node.nodeId(), node.lightningAddress());
        network.connect(bob, node.nodeId(), node.lightningAddress());
        return node;
    }
}
