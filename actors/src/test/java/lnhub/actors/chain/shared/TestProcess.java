package lnhub.actors.chain.shared;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import lnhub.actors.cluster.TestClusters;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.protocol.units.Bytes;

/** One process of a node: an actor system of a cluster, and the shared wallet in it. */
final class TestProcess implements AutoCloseable {
    /** Much less than the standard, but for what a busy machine needs. */
    static final WalletTimes TIMES = new WalletTimes(Duration.ofSeconds(20), Duration.ofMillis(50),
            Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(5));

    final ActorSystem<?> system;
    final TestWallet own;
    final CompletableFuture<Throwable> takenOver = new CompletableFuture<>();
    final CompletableFuture<Runnable> opened = new CompletableFuture<>();
    final SharedWallet wallet;

    TestProcess(String name) {
        this(name, TIMES);
    }

    TestProcess(String name, WalletTimes times) {
        this(name, times, opening -> { });
    }

    interface Opening {
        void attempt(TestProcess process) throws Exception;
    }

    /** @param opening may throw instead of opening */
    TestProcess(String name, WalletTimes times, Opening opening) {
        Config config = TestClusters.config("akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        this.system = Adapter.toTyped(akka.actor.ActorSystem.create("wallet", ActorSystemSetup.create(
                BootstrapSetup.create(config), AkkaKryoSerializer.setup(NodeRegistry.create()))));
        this.own = new TestWallet(name);
        this.wallet = SharedWallet.start(system, new SharedWallet.Setup("wallet", taken -> {
            opening.attempt(this);
            opened.complete(taken);
            return own;
        }, Bytes::fromHex, takenOver::complete, times));
    }

    TestProcess join(TestProcess first) throws Exception {
        Cluster cluster = Cluster.get(system);
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(Adapter.toClassic(system)).registerOnMemberUp(() -> up.complete(null));
        cluster.manager().tell(Join.create(Cluster.get(first.system).selfMember().address()));
        up.get(20, TimeUnit.SECONDS);
        return this;
    }

    /** Ends as a process that is killed does: says nothing to anybody. */
    void die(TestProcess survivor) throws Exception {
        Member member = Cluster.get(system).selfMember();
        close();
        Cluster.get(survivor.system).manager().tell(new Down(member.address()));
    }

    boolean isUp() {
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        system.terminate();
        get(system.getWhenTerminated());
    }
}
