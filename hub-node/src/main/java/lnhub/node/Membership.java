package lnhub.node;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import lnhub.persistence.journal.Processes;
import lnhub.persistence.journal.Processes.Row;
import lnhub.persistence.journal.Processes.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that run the node. They find each other in the journal's database: whoever starts joins
 * the cluster of those that are there, and the one that started first founds it when there is none. A node whose
 * configuration knows no cluster is alone, and does not start while another process runs it.
 */
final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** Five heartbeats were missed: it has died, or the database was away. */
    private static final Duration DEAD = Duration.ofSeconds(10);
    /** After an outage of the database whoever is alive is heard of again within this. */
    private static final Duration DOUBT = Duration.ofSeconds(5);
    private static final Duration ASK_AGAIN = Duration.ofMillis(500);
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(60);

    private final Processes processes;
    private final String id;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("membership").unstarted(task));
    private volatile Stage stage = Stage.STARTING;
    private String address = "";
    private final Runnable excluded;
    private boolean begun;

    /**
     * @param id of the data folder
     * @param excluded told, once at least, when the others go on without this process
     */
    Membership(Processes processes, String id, Runnable excluded) {
        this.processes = processes;
        this.id = id;
        this.excluded = excluded;
    }

    /**
     * For a node that is to be alone, before it does anything with the database.
     *
     * @throws IllegalStateException when another process runs this node
     */
    void alone() throws SQLException {
        refuseCompany(begin(""), "hub.cluster.enabled is false here");
    }

    /** @throws IllegalStateException when a process runs this node that means to be alone */
    void inCluster(ActorSystem system) throws SQLException {
        List<Row> others = begin(Cluster.get(Adapter.toTyped(system)).selfMember().address().toString());
        refuseCompany(others.stream().filter(row -> row.address().isEmpty()).toList(),
                "its hub.cluster.enabled is false");
    }

    private List<Row> begin(String ownAddress) throws SQLException {
        address = ownAddress;
        begun = true;
        List<Row> others = processes.start(id, ownAddress).stream().filter(row -> !row.id().equals(id))
                .filter(row -> row.silent().compareTo(DEAD) < 0).toList();
        timer.scheduleWithFixedDelay(this::heartbeat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(),
                TimeUnit.MILLISECONDS);
        return others;
    }

    private static void refuseCompany(List<Row> others, String why) {
        if (!others.isEmpty()) {
            Row other = others.getFirst();
            throw new IllegalStateException("another process runs this node" + (other.address().isEmpty() ? ""
                    : " at " + other.address()) + ", last heard of " + other.silent().toMillis() + " ms ago, and "
                    + why + ": stop it, or set hub.cluster.enabled = true in both");
        }
    }

    /** Blocks until this process is a member of the node's cluster. A process alone is a cluster of one. */
    void join(ActorSystem system) throws SQLException {
        Cluster cluster = Cluster.get(Adapter.toTyped(system));
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(system).registerOnMemberUp(() -> up.complete(null));
        long began = System.nanoTime();
        List<Address> asked = List.of();
        while (!up.isDone()) {
            List<Address> now = address.isEmpty() ? List.of(cluster.selfMember().address())
                    : whomToJoin(cluster.selfMember().address(), Duration.ofNanos(System.nanoTime() - began));
            if (!now.equals(asked)) {
                asked = now;
                tell(cluster, now);
            }
            if (System.nanoTime() - began > JOIN_WITHIN.toNanos()) {
                throw new IllegalStateException("no process of this node took this one into its cluster within "
                        + JOIN_WITHIN.toSeconds() + " s; asked were " + asked);
            }
            awaitShortly(up);
        }
        stage = Stage.MEMBER;
        processes.heard(id, stage);
    }

    private static void tell(Cluster cluster, List<Address> whom) {
        if (whom.equals(List.of(cluster.selfMember().address()))) {
            cluster.manager().tell(Join.create(whom.getFirst()));
        } else if (!whom.isEmpty()) {
            LOG.info("joining the cluster of {}", whom);
            cluster.manager().tell(new JoinSeedNodes(whom));
        }
    }

    /** Whom to join may have changed meanwhile. */
    private static void awaitShortly(CompletableFuture<Void> up) {
        CompletableFuture.anyOf(up, new CompletableFuture<>().completeOnTimeout(null, ASK_AGAIN.toMillis(),
                TimeUnit.MILLISECONDS)).join();
    }

    /** Members first; else the process that started first founds, once it is sure that no member is left. */
    private List<Address> whomToJoin(Address self, Duration waited) throws SQLException {
        List<Row> rows = processes.all().stream().filter(row -> !row.address().isEmpty()).toList();
        boolean recently = waited.compareTo(DOUBT) < 0;
        List<Row> members = rows.stream().filter(row -> row.stage() == Stage.MEMBER && !row.id().equals(id))
                .filter(row -> recently || row.silent().compareTo(DEAD) < 0).toList();
        if (!members.isEmpty()) {
            return members.stream().map(row -> parse(row.address())).toList();
        }
        Row first = rows.stream().filter(row -> row.id().equals(id) || row.silent().compareTo(DEAD) < 0)
                .findFirst().orElseThrow(() -> new IllegalStateException("this process is not in the database"));
        return first.id().equals(id) ? List.of(self) : List.of(parse(first.address()));
    }

    private static Address parse(String address) {
        return AddressFromURIString.parse(address);
    }

    private void heartbeat() {
        try {
            if (!processes.heard(id, stage)) {
                excluded.run();
            }
        } catch (SQLException | RuntimeException failed) {
            LOG.warn("the database does not hear that this process is alive; it is told again in {} s: {}",
                    HEARTBEAT.toSeconds(), failed.getMessage());
        }
    }

    @Override
    public void close() throws SQLException {
        timer.shutdownNow();
        if (begun) {
            processes.gone(id);
        }
    }
}
