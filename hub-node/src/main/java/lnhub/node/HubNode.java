package lnhub.node;

import akka.actor.ActorSystem;
import akka.actor.BootstrapSetup;
import akka.actor.CoordinatedShutdown;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import lnhub.actors.NodeApi;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainView;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.shared.SharedWallet;
import lnhub.actors.node.NodeRegistry;
import lnhub.actors.node.NodeSettings;
import lnhub.node.chain.BitcoindChain;
import lnhub.node.transport.LightningTransport;
import lnhub.node.transport.TransportSettings;
import lnhub.ops.api.ApiServer;
import lnhub.persistence.journal.Durability;
import lnhub.persistence.journal.Identity;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Processes;
import lnhub.persistence.journal.Schema;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PublicKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node: files, database, chain, sockets, and the actors between them. */
public final class HubNode implements RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(HubNode.class);
    private static final long CHAIN_SECONDS = 30;
    private static final Duration CHAIN_PAUSE = Duration.ofSeconds(2);
    private static final int TABLE_CONNECTIONS = 3;

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private PublicKey nodeId;
    private InetSocketAddress lightning;
    private InetSocketAddress grpc;
    private ActorSystem system;
    private NodeAssembly assembly;

    private HubNode() {
    }

    /** Starts on a thread of its own: opening files, migrating tables and asking the chain all block. */
    public static CompletionStage<HubNode> start(Config config) {
        CompletableFuture<HubNode> started = new CompletableFuture<>();
        Thread.ofPlatform().name("start").start(() -> {
            HubNode node = new HubNode();
            try {
                node.run(NodeConfig.of(config), config);
                started.complete(node);
            } catch (Exception failed) {
                node.closeAll();
                started.completeExceptionally(failed);
            }
        });
        return started;
    }

    private void run(NodeConfig config, Config raw) throws Exception {
        SecureRandom random = new SecureRandom();
        DataFolder folder = own(DataFolder.open(config.dataFolder()));
        NodeSeed seed = folder.seed(random);
        nodeId = seed.nodeKey().publicKey();
        Networks network = Networks.of(config.network());

        Config journal = ClusterTransport.akka(config.cluster()).withFallback(journal(config, raw)).resolve();
        HikariDataSource tables = own(JournalConfig.dataSource(journal, TABLE_CONNECTIONS));
        prepareTables(tables, network);
        Membership membership = own(new Membership(new Processes(tables), folder.id(), this::excluded));
        if (!config.cluster().enabled()) {
            membership.alone();
        }
        DatabaseEpoch epoch = own(DatabaseEpoch.open(folder.path(), tables, config.journal().olderDatabase()));

        Chain chain = own(new BitcoindChain(network.chainConfig(config.chain())));
        ChainStart start = new ChainStart(Duration.ofSeconds(CHAIN_SECONDS), CHAIN_PAUSE);
        ChainView view = new ChainView(start.await(chain::tip), start.await(chain::feeRates),
                InstantSource.system(), config.chain().longestOutage());

        system = ActorSystem.create("hub", ActorSystemSetup.create(BootstrapSetup.create(journal),
                AkkaKryoSerializer.setup(NodeRegistry.create())));
        Wallet wallet = own(SharedWallet.start(Adapter.toTyped(system),
                new NodeWallet(config, folder.path(), seed, chain, tables).setup(this::outOfDate)));
        own(this::stopActors);
        system.registerOnTermination(this::excluded);
        if (config.cluster().enabled()) {
            membership.inCluster(system);
        }
        NodeSettings settings = network.settings(config);
        assembly = new NodeAssembly(Adapter.toTyped(system), settings, seed, random, chain, view, wallet,
                tables, acceptor -> own(new LightningTransport(seed.nodeKey(), acceptor, TransportSettings.DEFAULT,
                        random)), epoch::isLost, this::blind);
        wallet.feeReserve(() -> config.chain().feeReserveSat(assembly.actors().directory().withAnchors()));
        membership.join(system);
        listen(config);
    }

    private void listen(NodeConfig config) throws Exception {
        lightning = assembly.transport().listen(config.listen().getAddress().getHostAddress(),
                config.listen().getPort());
        NodeApi api = assembly.api(lightning, this::stop);
        grpc = own(ApiServer.start(config.rpc(), api)).address();
    }

    private Config journal(NodeConfig config, Config raw) {
        Config journal = switch (config.journal().kind()) {
            case H2 -> JournalConfig.h2(config.dataFolder());
            case POSTGRES -> JournalConfig.postgres(config.journal().url(), config.journal().user(),
                    config.journal().password());
        };
        return journal.withFallback(raw).resolve();
    }

    private void prepareTables(HikariDataSource tables, Networks network) throws SQLException {
        Schema.migrate(tables);
        Identity.claim(tables, nodeId, network.chainHash());
        Durability.warnings(tables).forEach(LOG::warn);
    }

    private <T extends AutoCloseable> T own(T resource) {
        resources.push(resource);
        return resource;
    }

    private void stopActors() throws Exception {
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason()).toCompletableFuture()
                .get(CHAIN_SECONDS, TimeUnit.SECONDS);
    }

    /** For tests that look inside. */
    NodeAssembly assembly() {
        return assembly;
    }

    @Override
    public PublicKey nodeId() {
        return nodeId;
    }

    @Override
    public InetSocketAddress lightningAddress() {
        return lightning;
    }

    @Override
    public InetSocketAddress grpcAddress() {
        return grpc;
    }

    @Override
    public CompletionStage<Void> stop() {
        stop(Optional.empty());
        return terminated;
    }

    /** Only the first reason counts: whatever stops, the actors stop too. */
    private void stop(Optional<Exception> why) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        Thread.ofPlatform().name("stop").start(() -> {
            Exception failed = closeAll();
            why.or(() -> Optional.ofNullable(failed))
                    .ifPresentOrElse(terminated::completeExceptionally, () -> terminated.complete(null));
        });
    }

    /** Peers could take what they like while this node does not see it: whoever supervises it may start it again. */
    private void blind(Throwable why) {
        LOG.error("the chain cannot be followed any more, and without that no money is safe: the node stops", why);
        stop(Optional.of(new IllegalStateException("the chain cannot be followed any more: " + why, why)));
    }

    /** This process was away for so long that another one keeps the wallet, or there are two clusters of one node. */
    private void outOfDate(Throwable why) {
        LOG.error("another process keeps the wallet though this one is its owner: the process stops", why);
        stop(Optional.of(new IllegalStateException(why.getMessage(), why)));
    }

    private void excluded() {
        stop(Optional.of(new IllegalStateException(
                "the other processes of this node go on without this one, which could not be reached")));
    }

    /** Last opened, first closed; every one, whatever the others say. */
    private synchronized Exception closeAll() {
        Exception first = null;
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception failed) {
                LOG.warn("something did not stop in order", failed);
                first = first == null ? failed : first;
            }
        }
        return first;
    }

    @Override
    public CompletionStage<Void> terminated() {
        return terminated;
    }
}
