package lnhub.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import lnhub.actors.NodeApi;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.Wallet;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.gossip.GossipActor;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.gossip.GossipLimits;
import lnhub.actors.gossip.GossipServices;
import lnhub.actors.gossip.GraphView;
import lnhub.actors.node.NodeActors;
import lnhub.actors.node.NodeSettings;
import lnhub.actors.peer.InitMessages;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.Transport;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.gossip.GossipRules;

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
        GraphView graph = new GraphView();
        ActorRef<GossipCommand> gossip = system.systemActorOf(GossipActor.create(
                gossip(system, settings, seed, chain, graph)), "gossip", Props.empty());
        LocalChannels directory = new LocalChannels(settings.relay());
        this.transport = transports.apply(connection -> accept(connection));
        this.actors = new NodeActors(system, settings, seed, new NodeActors.Outside(chain, view, wallet, transport,
                new ForwardingHistory(tables), random, gossip, graph::graph, directory));
    }

    private static GossipServices gossip(ActorSystem<?> system, NodeSettings settings, NodeSeed seed, Chain chain,
            GraphView graph) {
        PublicKey nodeId = seed.nodeKey().publicKey();
        Duration interval = settings.gossipInterval();
        GossipLimits limits = GossipLimits.standard().with(interval, interval.multipliedBy(10));
        return new GossipServices(seed.nodeKey(),
                GossipRules.standard(settings.chainHash(), nodeId)
                        .withConfirmations(settings.channels().announceDepth()),
                InitMessages.OURS, rgb(settings.rgbColor()), alias(settings.alias()), AnnouncedAddresses.encode(settings.addresses()),
                chain, settings.clock(), limits,
                system.dispatchers().lookup(DispatcherSelector.fromConfig("hub-blocking-dispatcher")), graph);
    }

    private static Bytes rgb(int color) {
        return Bytes.wrap(new byte[] {(byte) (color >> 16), (byte) (color >> 8), (byte) color});
    }

    private static Bytes32 alias(String alias) {
        return Bytes32.wrap(Arrays.copyOf(alias.getBytes(StandardCharsets.UTF_8), Bytes32.SIZE));
    }

    /** No connection comes before the transport listens or dials, which it does only once this is built. */
    private Transport.Inbound accept(PeerConnection connection) {
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
