package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.grpc.StatusRuntimeException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import lnhub.node.cluster.Front;
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
    private static final int IN_FLIGHT = 4;
    private static final long CAPACITY_SAT = 5_000_000;
    /** For a process that was killed to be taken for dead, and its channels to come back in others. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private final Random random = new Random(SEED);
    private final List<OutPoint> fundings = new ArrayList<>();
    private final List<HubNode> peers = new ArrayList<>();
    private final NodeProcess[] processes = new NodeProcess[PROCESSES];
    private final NodeFile[] files = new NodeFile[PROCESSES];
    private String journal;
    private PublicKey hub;

    @Test
    void nothingIsLostWhenProcessesAreKilled() throws Exception {
        System.out.println("proof.seed=" + SEED);
        try (EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"));
                TestNetwork network = new TestNetwork(folder); Front front = new Front()) {
            journal = DurablePostgres.journal(postgres);
            try {
                startAll(network, front);
                open(network, front);
                FloodProof proof = new FloodProof(hub, peers);
                for (int i = 0; i < peers.size(); i++) {
                    proof.pay(peers.get(i), peers.get((i + 1) % peers.size()), random, IN_FLIGHT);
                }
                proof.awaitProgress(20, TAKEN_OVER_WITHIN);
                killAndStartAgain(network, front, proof, 0);
                freezeAndWake(network, front, proof, 1);
                killAndStartAgain(network, front, proof, 2);
                proof.stop();
                System.out.println(proof.settled());
                check(network, proof);
            } finally {
                for (NodeProcess process : processes) {
                    if (process != null) {
                        process.close();
                    }
                }
            }
        }
    }

    private void startAll(TestNetwork network, Front front) throws IOException {
        for (int i = 0; i < PROCESSES; i++) {
            start(network, front, i);
            if (i == 0) {
                // The seed is the node: what the first process made, all others have.
                for (int other = 1; other < PROCESSES; other++) {
                    Files.createDirectories(network.folder(name(other)));
                    Files.copy(network.folder(name(0)).resolve("seed.txt"),
                            network.folder(name(other)).resolve("seed.txt"));
                }
            }
        }
    }

    private static String name(int process) {
        return "hub-" + process;
    }

    private void start(TestNetwork network, Front front, int process) {
        Path config = network.configure(name(process), "alias = hub, cluster.enabled = true, " + journal);
        processes[process] = NodeProcess.start(config, network.folder(name(process)));
        files[process] = processes[process].awaitStarted();
        hub = files[process].nodeId();
        lead(front);
    }

    /** To the processes that run. */
    private void lead(Front front) {
        front.behind(Arrays.stream(files).filter(Objects::nonNull).map(NodeFile::lightning).toList());
    }

    private void open(TestNetwork network, Front front) {
        for (String alias : List.of("alice", "bob", "carol")) {
            HubNode peer = network.start(alias);
            peers.add(peer);
            network.fund(peer, 2);
            network.connect(peer, hub, front.address());
            for (int i = 0; i < 2; i++) {
                fundings.add(network.open(peer, hub, CAPACITY_SAT, CAPACITY_SAT * 1000 / 2));
            }
        }
        network.mine(TestNetwork.DEPTH);
        peers.forEach(peer -> network.awaitUsable(peer, 2));
    }

    private void killAndStartAgain(TestNetwork network, Front front, FloodProof proof, int victim) {
        processes[victim].kill();
        files[victim] = null;
        lead(front);
        System.out.println("killed " + name(victim) + "; " + proof);
        awaitTakenOver(proof);
        start(network, front, victim);
        proof.awaitProgress(10, TAKEN_OVER_WITHIN);
    }

    /**
     * The others take it for dead and host its channels. Woken up, it believes to host them still, and that its
     * connections are the peers': its first append finds that it is not so, and it ends.
     */
    private void freezeAndWake(TestNetwork network, Front front, FloodProof proof, int victim) {
        processes[victim].freeze();
        files[victim] = null;
        lead(front);
        System.out.println("froze " + name(victim) + "; " + proof);
        try (NodeClient other = new NodeClient(files[0].grpc())) {
            Await.until("the others to host all channels", TAKEN_OVER_WITHIN, () -> channels(other) == fundings.size());
        }
        processes[victim].wake();
        assertThat(processes[victim].awaitExit()).as("its exit status").isEqualTo(1);
        awaitTakenOver(proof);
        start(network, front, victim);
        proof.awaitProgress(10, TAKEN_OVER_WITHIN);
    }

    /** A process that does not answer makes the list an error. */
    private static int channels(NodeClient client) {
        try {
            return client.lightning().listChannels(ListChannelsRequest.getDefaultInstance()).getChannelsCount();
        } catch (StatusRuntimeException notNow) {
            return -1;
        }
    }

    private void awaitTakenOver(FloodProof proof) {
        peers.forEach(peer -> Await.until("the channels of a peer", TAKEN_OVER_WITHIN,
                () -> TestNetwork.usableChannels(peer) == 2));
        proof.awaitProgress(10, TAKEN_OVER_WITHIN);
    }

    /** The cluster is stopped, and the node started alone in this process: it must find everything as it was left. */
    private void check(TestNetwork network, FloodProof proof) {
        for (NodeProcess process : processes) {
            process.stop();
        }
        Path config = network.configure(name(0), "alias = hub, " + journal);
        HubNode node = network.start(config);
        assertThat(node.nodeId()).isEqualTo(hub);
        peers.forEach(peer -> network.connect(peer, hub, node.lightningAddress()));
        try (HikariDataSource tables = JournalConfig.dataSource(DurablePostgres.config(journal), 1)) {
            proof.check(network, node, new ForwardingHistory(tables), fundings);
        }
    }
}
