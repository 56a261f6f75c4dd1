package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.cluster.Cluster;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Processes;
import lnhub.persistence.journal.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that find each other in a database, which is H2 here: all of them are in this JVM. */
@Timeout(120)
class MembershipTest {
    @TempDir
    private Path folder;
    private HikariDataSource tables;
    private Processes processes;
    private final List<ActorSystem> systems = new ArrayList<>();
    private final BlockingQueue<String> excluded = new LinkedBlockingQueue<>();
    private final List<Membership> memberships = new ArrayList<>();

    @BeforeEach
    void open() throws SQLException {
        tables = JournalConfig.dataSource(JournalConfig.h2(folder).withFallback(ConfigFactory.load()).resolve(), 4);
        Schema.migrate(tables);
        processes = new Processes(tables);
    }

    @AfterEach
    void close() throws Exception {
        for (Membership membership : memberships) {
            membership.close();
        }
        for (ActorSystem system : systems) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        tables.close();
    }

    private Membership process(String id) {
        Membership membership = new Membership(processes, id, () -> excluded.add(id));
        memberships.add(membership);
        return membership;
    }

    private ActorSystem system() {
        ActorSystem system = ActorSystem.create("hub", ConfigFactory.parseString("""
                akka.loglevel = WARNING
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.cluster { jmx.enabled = off, seed-node-timeout = 2 s, retry-unsuccessful-join-after = 1 s }
                akka.actor.allow-java-serialization = off
                """).withFallback(ConfigFactory.load()));
        systems.add(system);
        return system;
    }

    private void silenceAll() throws SQLException {
        try (Connection connection = tables.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("UPDATE hub_process SET heard_at = heard_at - INTERVAL '60' SECOND");
        }
    }

    private static int members(ActorSystem system) {
        return Cluster.get(system).state().members().size();
    }

    @Test
    void aNodeThatIsAloneIsNotStartedTwice() throws Exception {
        process("a").alone();
        assertThatThrownBy(() -> process("b").alone()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another process runs this node").hasMessageContaining("hub.cluster.enabled");
        ActorSystem system = system();
        assertThatThrownBy(() -> process("c").inCluster(system)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its hub.cluster.enabled is false");
    }

    @Test
    void oneThatWasKilledStartsAgainAtOnceInItsFolderAndElsewhereOnceItIsTakenForDead() throws Exception {
        processes.start("a", "");
        process("a").alone();
        assertThatThrownBy(() -> process("b").alone()).isInstanceOf(IllegalStateException.class);
        processes.gone("b");
        processes.gone("a");
        processes.start("dead", "");
        silenceAll();
        process("c").alone();
    }

    @Test
    void theFirstFoundsTheClusterAndOthersJoinIt() throws Exception {
        ActorSystem first = system();
        ActorSystem second = system();
        ActorSystem third = system();
        Membership one = process("one");
        Membership two = process("two");
        one.inCluster(first);
        two.inCluster(second);
        // The second one waits for the first, which started before it.
        CompletableFuture<Void> joined = CompletableFuture.runAsync(() -> join(two, second));
        one.join(first);
        joined.get(60, TimeUnit.SECONDS);
        Membership three = process("three");
        three.inCluster(third);
        three.join(third);
        Await.until("one cluster of three", () -> systems.stream().allMatch(system -> members(system) == 3));
        assertThat(processes.all()).extracting(Processes.Row::stage).containsOnly(Processes.Stage.MEMBER);
        assertThatThrownBy(() -> process("alone").alone()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(systemAddress(first));
    }

    /** All were killed at once, and one comes back first. */
    @Test
    void whoIsDeadIsNotWaitedForLong() throws Exception {
        processes.start("dead", "akka://hub@127.0.0.1:1");
        processes.heard("dead", Processes.Stage.MEMBER);
        silenceAll();
        ActorSystem system = system();
        Membership one = process("one");
        one.inCluster(system);
        one.join(system);
        assertThat(members(system)).isEqualTo(1);
    }

    /** It was frozen, say, and the others have decided without it. */
    @Test
    void whoIsStruckOffNotices() throws Exception {
        ActorSystem system = system();
        Membership one = process("one");
        one.inCluster(system);
        one.join(system);
        processes.start("other", "akka://hub@127.0.0.1:2");
        processes.heard("other", Processes.Stage.MEMBER);
        assertThat(processes.goOnWith("akka://hub@127.0.0.1:2", Set.of("akka://hub@127.0.0.1:2"))).isTrue();
        assertThat(excluded.poll(30, TimeUnit.SECONDS)).isEqualTo("one");
    }

    private static String systemAddress(ActorSystem system) {
        return Cluster.get(system).selfAddress().toString();
    }

    private static void join(Membership membership, ActorSystem system) {
        try {
            membership.join(system);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
