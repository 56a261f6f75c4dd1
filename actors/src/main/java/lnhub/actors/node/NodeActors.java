package lnhub.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.ChainWatcher;
import lnhub.actors.chain.Publisher;
import lnhub.actors.chain.Wallet;
import lnhub.actors.channel.ChannelEntity;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.channel.ChannelServices;
import lnhub.actors.channel.ForwardLog;
import lnhub.actors.channel.Residents;
import lnhub.actors.channel.RevokedLog;
import lnhub.actors.cluster.PlacedById;
import lnhub.actors.directory.AllProcesses;
import lnhub.actors.directory.SharedDirectory;
import lnhub.actors.directory.Timing;
import lnhub.actors.forward.HubRelay;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.payment.ChannelGateway;
import lnhub.actors.payment.InvoiceIssuer;
import lnhub.actors.payment.Invoices;
import lnhub.actors.payment.PaymentPorts;
import lnhub.actors.payment.Payments;
import lnhub.actors.payment.SecretSource;
import lnhub.actors.peer.ConnectionActor;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.actors.peer.ConnectionServices;
import lnhub.actors.peer.Connections;
import lnhub.actors.peer.InitMessages;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.PeerEntity;
import lnhub.actors.peer.PeerServices;
import lnhub.actors.peer.Transport;
import lnhub.persistence.history.ForwardingHistory;
import lnhub.persistence.history.RevokedHtlcs;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.LocalSigner;
import lnhub.protocol.channel.Signer;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;
import lnhub.routing.graph.Graph;

/** The actors of one process, tied together. What they need from outside comes in through the constructor. */
public final class NodeActors {
    private static final int MAX_OPENING_PER_PEER = 8;
    private static final int MAX_CHANNELS_PER_PEER = 1_000;
    private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(30);
    /** How long channels may take to wake up after a restart. */
    private static final Duration AWAKE_WITHIN = Duration.ofSeconds(20);
    private static final Duration REVOKED_RETRY = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final NodeSettings settings;
    private final NodeSeed seed;
    private final PublicKey nodeId;
    private final ClusterSharding sharding;
    private final ChainView view;
    private final LocalChannels directory;
    private final Residents residents = new Residents();
    private final AllProcesses processes;
    private final SecretSource secrets;
    private final ActorRef<GossipCommand> gossip;
    private final Invoices invoices;
    private final Payments payments;
    private final AtomicLong connections = new AtomicLong();
    private final Connections peerConnections = new Connections();

    /**
     * What a process gives its actors.
     *
     * @param history on a data source of its own
     * @param lost    see ChannelServices
     * @param blind   see ChainWatcher
     */
    public record Outside(Chain chain, ChainView view, Wallet wallet, Transport transport, ForwardingHistory history,
            RevokedHtlcs revoked, SecureRandom random, ActorRef<GossipCommand> gossip, Supplier<Graph> graph,
            LocalChannels directory, Predicate<ChannelRef> lost, Consumer<Throwable> blind) {
    }

    /** Entities that are remembered wake up once the system has joined its cluster: all kinds must be known by then. */
    public NodeActors(ActorSystem<?> system, NodeSettings settings, NodeSeed seed, Outside outside) {
        this.system = system;
        this.settings = settings;
        this.seed = seed;
        this.nodeId = seed.nodeKey().publicKey();
        this.sharding = ClusterSharding.get(system);
        this.view = outside.view();
        this.directory = outside.directory();
        this.secrets = SecretSource.of(outside.random());
        this.gossip = outside.gossip();
        Executor executor = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
        ChannelGateway gateway = this::tell;
        this.invoices = Invoices.start(system, new InvoiceIssuer(settings.network(), seed.nodeKey(), secrets), gateway,
                settings.clock());
        this.payments = Payments.start(system, new PaymentPorts(nodeId,
                new GraphRouteFinder(nodeId, outside.graph(), directory, view::height, executor), gateway, secrets,
                settings.clock(), PaymentPorts.Settings.DEFAULT));
        ActorRef<ChainWatcher.Message> watcher = system.systemActorOf(ChainWatcher.create(outside.chain(), view,
                residents::tell, outside.blind()), "chain-watcher", Props.empty());
        ActorRef<ForwardLog.Store> log = system.systemActorOf(ForwardLog.create(outside.history(), (channel, ids) ->
                tell(channel, new Command.ForwardsStored(ids))), "forward-log",
                DispatcherSelector.fromConfig("hub-blocking-dispatcher"));
        system.systemActorOf(SharedDirectory.create(directory, Timing.DEFAULT), "shared-directory", Props.empty());
        this.processes = AllProcesses.start(system, directory, peerConnections,
                new KryoCodec(NodeRegistry.create()));
        directory.onPolicy(ref -> sharding.entityRefFor(ChannelEntity.KEY, ref.toHex())
                .tell(new ChannelMessage.PolicyChanged()));
        startPeers(outside);
        startChannels(channelServices(outside, watcher, log));
    }

    private ActorRef<RevokedLog.Message> revokedLog(RevokedHtlcs revoked) {
        return system.systemActorOf(RevokedLog.create(revoked, new RevokedLog.Answers() {
            @Override
            public void stored(ChannelRef channel, long nextIndex) {
                tell(channel, new Command.RevokedStored(nextIndex));
            }

            @Override
            public void loaded(ChannelRef channel, long commitmentNumber, List<RevokedHtlc> records) {
                tell(channel, new Command.RevokedHtlcsFound(commitmentNumber, records));
            }

            @Override
            public void forgotten(ChannelRef channel) {
                tell(channel, new Command.RevokedForgotten());
            }
        }, REVOKED_RETRY), "revoked-log", DispatcherSelector.fromConfig("hub-blocking-dispatcher"));
    }

    private void startPeers(Outside outside) {
        PeerServices services = new PeerServices(outside.transport(), outside.wallet(), secrets::next,
                MAX_OPENING_PER_PEER, MAX_CHANNELS_PER_PEER, MAX_RECONNECT_DELAY, settings.clock(),
                settings.clock().instant().plus(AWAKE_WITHIN));
        sharding.init(PlacedById.place(system, Entity.of(PeerEntity.KEY, entity ->
                PeerEntity.create(PublicKey.fromHex(entity.getEntityId()), services, sharding))));
    }

    private ChannelServices channelServices(Outside outside, ActorRef<ChainWatcher.Message> watcher,
            ActorRef<ForwardLog.Store> log) {
        return new ChannelServices(nodeId, settings.chainHash(), settings.channels(), settings.clock(), view::height,
                view::heightForDeadlines, view::feeratePerKw, view, this::signer,
                new OnionKey(seed.nodeKey()), new HubRelay(directory, settings.forwardLimits()), residents, directory,
                watcher, new Publisher(outside.chain(), outside.wallet()), outside.wallet(), gossip, log,
                revokedLog(outside.revoked()), new HubPayees(invoices, payments, view), settings.tick(),
                settings.signDelay(), outside.lost());
    }

    private void startChannels(ChannelServices services) {
        sharding.init(PlacedById.place(system, Entity.of(ChannelEntity.KEY, entity -> ChannelEntity.create(
                        new ChannelRef(Bytes32.fromHex(entity.getEntityId())), services, sharding,
                        self -> entity.getShard().tell(new ClusterSharding.Passivate<>(self))))
                .withStopMessage(new ChannelMessage.Vanish())
                .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true))));
    }

    public Signer signer(ChannelRef ref) {
        Bytes path = ref.value().toBytes().slice(0, ChannelKeys.PATH_SIZE);
        return new LocalSigner(ChannelKeys.derive(seed, path));
    }

    public void tell(ChannelRef ref, Command command) {
        sharding.entityRefFor(ChannelEntity.KEY, ref.toHex()).tell(new ChannelMessage.Tell(command));
    }

    /** What the transport asks for every authenticated connection. */
    public Transport.Inbound accept(PeerConnection connection) {
        ConnectionServices services = new ConnectionServices(InitMessages.OURS, settings.chainHash(), gossip,
                settings.heartbeat(), peerConnections);
        ActorRef<ConnectionMessage> actor = system.systemActorOf(
                ConnectionActor.create(connection, services, sharding),
                "connection-" + connections.incrementAndGet(), Props.empty());
        return new Transport.Inbound() {
            @Override
            public void message(Message message) {
                actor.tell(new ConnectionMessage.Received(message));
            }

            @Override
            public void malformed(MalformedMessage why) {
                actor.tell(new ConnectionMessage.Close(why.getMessage()));
            }

            @Override
            public void closed(String why) {
                actor.tell(new ConnectionMessage.Closed(why));
            }
        };
    }

    public PublicKey nodeId() {
        return nodeId;
    }

    public Invoices invoices() {
        return invoices;
    }

    public Payments payments() {
        return payments;
    }

    public Connections connections() {
        return peerConnections;
    }

    public SecretSource secrets() {
        return secrets;
    }

    public LocalChannels directory() {
        return directory;
    }

    /** What all processes have, to ask them for. */
    public AllProcesses processes() {
        return processes;
    }

    public ClusterSharding sharding() {
        return sharding;
    }
}
