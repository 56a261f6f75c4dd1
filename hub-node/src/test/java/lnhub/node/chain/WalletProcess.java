package lnhub.node.chain;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lnhub.actors.chain.shared.SharedWallet;
import lnhub.actors.chain.shared.WalletOpener;
import lnhub.actors.chain.shared.WalletTimes;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import org.bitcoinj.base.BitcoinNetwork;

/** The actor system of one process of a node, with the cluster and nothing else in it. */
final class WalletProcess implements AutoCloseable {
    private static final WalletTimes TIMES = new WalletTimes(Duration.ofSeconds(20), Duration.ofMillis(50),
            Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(5));

    private final ActorSystem<?> system = Adapter.toTyped(akka.actor.ActorSystem.create("wallet",
            ActorSystemSetup.create(BootstrapSetup.create(ConfigFactory.parseString(
                            """
                            akka.coordinated-shutdown.run-by-actor-system-terminate = off
                            akka.cluster.downing-provider-class = ""
                            """)
                            .withFallback(ConfigFactory.parseResources("lnhub/actors/cluster.conf"))
                            .withFallback(ConfigFactory.load()).resolve()),
                    AkkaKryoSerializer.setup(NodeRegistry.create()))));

    /** Joins the other's cluster; with itself it begins one. */
    WalletProcess join(WalletProcess other) throws Exception {
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(Adapter.toClassic(system)).registerOnMemberUp(() -> up.complete(null));
        Cluster.get(system).manager().tell(Join.create(Cluster.get(other.system).selfMember().address()));
        up.get(20, TimeUnit.SECONDS);
        return this;
    }

    SharedWallet wallet(String name, WalletOpener opener, Consumer<Throwable> takenOver) {
        return SharedWallet.start(system, new SharedWallet.Setup(name, opener,
                new Addresses(BitcoinNetwork.REGTEST)::script, takenOver, TIMES));
    }

    /** Ends as a process that is killed does: says nothing to anybody. */
    void die(WalletProcess survivor) throws Exception {
        var address = Cluster.get(system).selfMember().address();
        close();
        Cluster.get(survivor.system).manager().tell(new Down(address));
    }

    @Override
    public void close() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
