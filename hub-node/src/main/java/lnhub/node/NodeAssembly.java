package lnhub.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lnhub.actors.NodeApi;
import lnhub.actors.api.ApiServices;
import lnhub.actors.api.DirectoryLog;
import lnhub.actors.api.Endings;
import lnhub.actors.api.HubApi;
import lnhub.actors.api.NodeFacts;
import lnhub.actors.api.Tables;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.Wallet;
import lnhub.actors.channel.ChannelEntity;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.gossip.GossipActor;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.gossip.GossipLimits;
import lnhub.actors.gossip.GossipServices;
import lnhub.actors.gossip.GraphView;
import lnhub.actors.node.NodeActors;
import lnhub.actors.node.NodeInvoices;
import lnhub.actors.node.NodePayments;
import lnhub.actors.node.NodeSettings;
import lnhub.actors.peer.InitMessages;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.Transport;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.persistence.history.RevokedHtlcs;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.Bytes;
import lnhub.routing.gossip.GossipRules;

/** What runs inside a node's actor system, and the API on top of it. */
final class NodeAssembly {
    private static final String VERSION = "0.1.0";
    private static final Duration LOG_RETRY = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final Wallet wallet;
    private final NodeActors actors;
    private final Transport transport;
    private final GraphView graph;
    private final NodeSettings settings;
    private final PublicKey nodeId;
    private final Chain chain;
    private final ChainView view;
    private final Tables tables;
    private final Endings endings = new Endings();

    NodeAssembly(ActorSystem<?> system, NodeSettings settings, NodeSeed seed, SecureRandom random, Chain chain,
            ChainView view, Wallet wallet, HikariDataSource tables,
            Function<Transport.Acceptor, Transport> transports, Predicate<ChannelRef> lost,
            Consumer<Throwable> blind) throws SQLException {
        this.system = system;
        this.wallet = wallet;
        this.graph = new GraphView();
        ActorRef<GossipCommand> gossip = system.systemActorOf(GossipActor.create(
                gossip(system, settings, seed, chain, graph)), "gossip", Props.empty());
        LocalChannels directory = new LocalChannels(settings.relay());
        this.transport = transports.apply(connection -> accept(connection));
        this.actors = new NodeActors(system, settings, seed, new NodeActors.Outside(chain, view, wallet, transport,
                new ForwardingHistory(tables), new RevokedHtlcs(tables), random, gossip, graph::graph, directory,
                lost, blind));
        this.settings = settings;
        this.nodeId = seed.nodeKey().publicKey();
        this.chain = chain;
        this.view = view;
        this.tables = Tables.of(tables, system.dispatchers().lookup(
                DispatcherSelector.fromConfig("hub-blocking-dispatcher")));
        this.tables.followPolicies(directory);
        ActorRef<DirectoryLog.Message> log = system.systemActorOf(DirectoryLog.create(this.tables, chain, view,
                endings, actors::signer, ref -> actors.sharding().entityRefFor(ChannelEntity.KEY, ref.toHex())
                        .tell(new ChannelMessage.Tick()), LOG_RETRY), "directory-log",
                DispatcherSelector.fromConfig("hub-blocking-dispatcher"));
        directory.turns().listen(turn -> log.tell(new DirectoryLog.Turned(turn)));
    }

    private static GossipServices gossip(ActorSystem<?> system, NodeSettings settings, NodeSeed seed, Chain chain,
            GraphView graph) {
        PublicKey nodeId = seed.nodeKey().publicKey();
        Duration interval = settings.gossipInterval();
        GossipLimits limits = GossipLimits.standard().with(interval, interval.multipliedBy(10));
        return new GossipServices(seed.nodeKey(),
                GossipRules.standard(settings.chainHash(), nodeId)
                        .withConfirmations(settings.channels().announceDepth()),
                InitMessages.OURS, rgb(settings.rgbColor()), alias(settings.alias()),
                AnnouncedAddresses.encode(settings.addresses()),
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

    ChainView view() {
        return view;
    }

    Wallet wallet() {
        return wallet;
    }

    GraphView graph() {
        return graph;
    }

    NodeActors actors() {
        return actors;
    }

    /** With peers but without any channel in the graph, what they know is still on its way. */
    private boolean hasHeardOfTheNetwork() {
        return graph.graph().channelCount() > 0 || actors.connections().isEmpty();
    }

    NodeApi api(InetSocketAddress lightning, Supplier<CompletionStage<Void>> stop) {
        List<String> hosts = settings.addresses().isEmpty() ? List.of(NodeFile.text(lightning)) : settings.addresses();
        NodeFacts facts = new NodeFacts(nodeId, settings.alias(), settings.rgbColor(), VERSION, settings.network(),
                hosts.stream().map(host -> nodeId + "@" + host).toList(), InitMessages.OURS, settings.channels(),
                settings.clock());
        return new HubApi(new ApiServices(system, facts, tables, actors.directory(), actors.processes(), endings,
                ref -> actors.sharding().entityRefFor(ChannelEntity.KEY, ref.toHex()),
                peer -> actors.sharding().entityRefFor(PeerEntity.KEY, peer.toHex()), chain, view, wallet,
                graph::graph, this::hasHeardOfTheNetwork, graph::peerUpdate, actors::signer,
                new NodePayments(actors.payments(), actors.secrets(), settings.clock()),
                new NodeInvoices(actors.invoices()), CompletableFuture.completedFuture(null), stop));
    }
}
