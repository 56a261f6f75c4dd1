package lnhub.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.function.Function;
import lnhub.actors.NodeApi;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.Wallet;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.node.NodeActors;
import lnhub.actors.node.NodeSettings;
import lnhub.actors.peer.Transport;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.routing.graph.Graph;

/** What runs inside a node's actor system, and the API on top of it. */
final class NodeAssembly {
    private final ActorSystem<?> system;
    private final Wallet wallet;
    private final NodeActors actors;
    private final Transport transport;

    NodeAssembly(ActorSystem<?> system, NodeSettings settings, NodeSeed seed, SecureRandom random, Chain chain,
            ChainView view, Wallet wallet, HikariDataSource tables,
            Function<Transport.Acceptor, Transport> transports) {
        this.system = system;
        this.wallet = wallet;
        ActorRef<GossipCommand> gossip = system.systemActorOf(Behaviors.<GossipCommand>ignore(), "gossip",
                Props.empty());
        LocalChannels directory = new LocalChannels(settings.relay());
        this.transport = transports.apply(connection -> accept(connection));
        this.actors = new NodeActors(system, settings, seed, new NodeActors.Outside(chain, view, wallet, transport,
                new ForwardingHistory(tables), random, gossip, () -> Graph.EMPTY, directory));
    }

    /** No connection comes before the transport listens or dials, which it does only once this is built. */
    private Transport.Inbound accept(lnhub.actors.peer.PeerConnection connection) {
        return actors.accept(connection);
    }

    Transport transport() {
        return transport;
    }

    ActorSystem<?> system() {
        return system;
    }

    Wallet wallet() {
        return wallet;
    }

    NodeActors actors() {
        return actors;
    }

    NodeApi api(InetSocketAddress lightning, Runnable stop) {
        return (NodeApi) java.lang.reflect.Proxy.newProxyInstance(NodeApi.class.getClassLoader(),
                new Class<?>[] {NodeApi.class}, (proxy, method, args) -> {
                    return java.util.concurrent.CompletableFuture.completedFuture(null);
                });
    }
}
