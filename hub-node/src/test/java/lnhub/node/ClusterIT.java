package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lnhub.node.cluster.HubProcess;
import lnhub.node.cluster.LocalCluster;
import lnhub.node.command.Hub;
import lnhub.ops.command.NodeClient;
import lnhub.ops.lnrpc.ListChannelsRequest;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.persistence.journal.JournalConfig;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One hub on three processes and a real PostgreSQL, between nodes that pay each other all the time. Its processes are
 * killed, frozen and woken up again; nothing may be lost, stuck, paid twice or closed.
 */
@Timeout(600)
class ClusterIT {
    private static final long SEED = Long.getLong("proof.seed", System.nanoTime());
    private static final int PROCESSES = 3;
    private static final List<String> SMALL = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    /** Five JVMs and a PostgreSQL share the machine: one that waits for its turn is not to be taken for dead. */
    private static final String PATIENT = "akka.cluster.failure-detector.acceptable-heartbeat-pause = 8 s";
    private static final int IN_FLIGHT = 4;
    private static final long CAPACITY_SAT = 5_000_000;
    /** For a process that was killed to be taken for dead, and its channels to come back in others. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(120);
    private static final long ENDS_WITHIN_SECONDS = 60;

    @TempDir
    private Path folder;
    private final Random random = new Random(SEED);
    private final List<OutPoint> fundings = new ArrayList<>();
    private final List<HubNode> peers = new ArrayList<>();
    private LocalCluster cluster;
    private PublicKey hub;

    @Test
    void nothingIsLostWhenProcessesAreKilledAndFrozen() throws Exception {
        System.out.println("proof.seed=" + SEED);
        try (TestNetwork network = new TestNetwork(folder); LocalCluster started = LocalCluster.start(Hub.class,
                PROCESSES, folder, new LocalCluster.Settings(network.chainSettings(), PATIENT, SMALL),
                Optional.empty())) {
            cluster = started;
            hub = cluster.running().getFirst().nodeId();
            open(network);
            FloodProof proof = new FloodProof(hub, peers);
            for (int i = 0; i < peers.size(); i++) {
                proof.pay(peers.get(i), peers.get((i + 1) % peers.size()), random, IN_FLIGHT);
            }
            proof.awaitProgress(20, TAKEN_OVER_WITHIN);
            killAndStartAgain(proof, 0);
            freezeAndWake(proof, 1);
            killAndStartAgain(proof, 2);
            proof.stop();
            System.out.println(proof.settled());
            check(network, proof);
        }
    }

    private void open(TestNetwork network) {
        for (String alias : List.of("alice", "bob", "carol")) {
            HubNode peer = network.start(alias);
            peers.add(peer);
            network.fund(peer, 2);
            network.connect(peer, hub, cluster.address());
            for (int i = 0; i < 2; i++) {
                fundings.add(network.open(peer, hub, CAPACITY_SAT, CAPACITY_SAT * 1000 / 2));
            }
        }
        network.mine(TestNetwork.DEPTH);
        peers.forEach(peer -> network.awaitUsable(peer, 2));
    }

    private void killAndStartAgain(FloodProof proof, int victim) throws Exception {
        cluster.kill(victim);
        long killed = System.nanoTime();
        System.out.println("killed process " + victim + "; " + proof);
        awaitTakenOver(proof);
        System.out.println("taken over after at most " + (System.nanoTime() - killed) / 1_000_000 + " ms");
        startAgain(proof, victim);
    }

    private void awaitTakenOver(FloodProof proof) {
        peers.forEach(peer -> Await.until("the channels of a peer", TAKEN_OVER_WITHIN,
                () -> TestNetwork.usableChannels(peer) == 2));
        proof.awaitProgress(10, TAKEN_OVER_WITHIN);
    }

    private void startAgain(FloodProof proof, int victim) throws Exception {
        cluster.start(victim);
        cluster.await(victim);
        proof.awaitProgress(10, TAKEN_OVER_WITHIN);
    }

    /**
     * The others take it for dead and host its channels. Woken up, it believes to host them still, and that its
     * connections are the peers': its first append finds that it is not so, and it ends.
     */
    private void freezeAndWake(FloodProof proof, int victim) throws Exception {
        HubProcess process = cluster.process(victim);
        process.freeze();
        cluster.away(victim);
        System.out.println("froze process " + victim + "; " + proof);
        try (NodeClient other = new NodeClient(cluster.running().getFirst().grpc())) {
            Await.until("the others to host all channels", TAKEN_OVER_WITHIN, () -> channels(other) == fundings.size());
        }
        process.wake();
        assertThat(process.awaitEnd(ENDS_WITHIN_SECONDS)).as("its exit status").isEqualTo(1);
        awaitTakenOver(proof);
        startAgain(proof, victim);
    }

    /** A process that does not answer makes the list an error. */
    private static int channels(NodeClient client) {
        try {
            return client.lightning().listChannels(ListChannelsRequest.getDefaultInstance()).getChannelsCount();
        } catch (StatusRuntimeException notNow) {
            return -1;
        }
    }

    /** The cluster is stopped, and the node started alone in this process: it must find everything as it was left. */
    private void check(TestNetwork network, FloodProof proof) throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            cluster.stop(i);
        }
        HubNode node = network.start(HubProcess.configure("hub", cluster.folder(0),
                cluster.journal() + "\n" + network.chainSettings()));
        assertThat(node.nodeId()).isEqualTo(hub);
        peers.forEach(peer -> network.connect(peer, hub, node.lightningAddress()));
        LocalCluster.Database database = cluster.database();
        try (HikariDataSource tables = JournalConfig.dataSource(JournalConfig.postgres(database.url(), database.user(),
                database.password()).withFallback(ConfigFactory.load()).resolve(), 1)) {
            proof.check(network, node, new ForwardingHistory(tables), fundings);
        } finally {
            network.stop(node);
        }
    }
}
