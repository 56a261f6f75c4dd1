package lnhub.actors.directory;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import lnhub.actors.cluster.TestClusters;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.AkkaKryoSerializer;

/** One process of several that are one cluster, all of them in this JVM. */
public final class TestProcess implements AutoCloseable {
    private static final Config CONFIG = TestClusters.config("""
            akka.loglevel = WARNING
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            akka.cluster.typed.receptionist.distributed-data.gossip-interval = 200 ms
            akka.cluster.typed.receptionist.distributed-data.notify-subscribers-interval = 50 ms
            """);

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "hub", ActorSystemSetup.create(
            BootstrapSetup.create(CONFIG), AkkaKryoSerializer.setup(NodeRegistry.create())));
    private final ActorTestKit kit = ActorTestKit.create(system);

    private TestProcess() {
    }

    /** They know of each other when this returns. */
    public static List<TestProcess> start(int count) {
        List<TestProcess> processes = IntStream.range(0, count)
                .mapToObj(n -> new TestProcess()).toList();
        Cluster first = processes.getFirst().cluster();
        processes.forEach(process -> process.cluster().manager().tell(Join.create(first.selfMember().address())));
        processes.forEach(process -> process.awaitUp(count));
        return processes;
    }

    private void awaitUp(int count) {
        kit.createTestProbe().awaitAssert(Duration.ofSeconds(20), () -> {
            long up = StreamSupport.stream(cluster().state().getMembers().spliterator(), false)
                    .filter(member -> member.status() == MemberStatus.up()).count();
            if (up != count) {
                throw new AssertionError(up + " of " + count + " are up");
            }
            return null;
        });
    }

    public ActorTestKit kit() {
        return kit;
    }

    public ActorSystem<Void> system() {
        return system;
    }

    private Cluster cluster() {
        return Cluster.get(system);
    }

    /** Ends without telling anybody. */
    public void kill() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** What the failure detector would come to after some time. */
    public void down(TestProcess gone) {
        cluster().manager().tell(new Down(gone.cluster().selfMember().address()));
    }

    @Override
    public void close() {
        ActorTestKit.shutdown(system);
    }
}
