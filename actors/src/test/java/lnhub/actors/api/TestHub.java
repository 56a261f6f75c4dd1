package lnhub.actors.api;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import lnhub.actors.chain.ChainView;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.directory.AllProcesses;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.peer.Connections;
import lnhub.actors.peer.PeerMessage;
import lnhub.actors.peer.TestConnection;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Schema;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.invoice.InvoiceNetwork;
import lnhub.protocol.wire.Features;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.graph.Graph;

/** The API with everything around it that it needs: real tables on H2, probes in place of entities. */
final class TestHub implements AutoCloseable {
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    static final RelayPolicy DEFAULTS = new RelayPolicy(1_000, 100, 80, 1, Long.MAX_VALUE);

    final ActorTestKit kit;
    final TestProbe<PeerMessage> peer;
    final TestProbe<ChannelMessage> channel;
    final TestProbe<ChannelRef> woken;
    final FakeChain chain = new FakeChain();
    final FakeWallet wallet = new FakeWallet();
    final ChainView view = new ChainView(FakeChain.tipAt(FakeChain.HEIGHT), FakeChain.RATES,
            InstantSource.system(), Duration.ofHours(1));
    final AtomicLong nanos = new AtomicLong();
    final LocalChannels channels = new LocalChannels(DEFAULTS, nanos::get);
    final Connections connections = new Connections();
    private final Map<PublicKey, ActorRef<PeerMessage>> peers = new ConcurrentHashMap<>();
    final Endings endings = new Endings();
    final AtomicReference<Graph> graph = new AtomicReference<>(Graph.EMPTY);
    final RecordingPayments payments = new RecordingPayments();
    final HikariDataSource database;
    final Tables tables;
    final HubApi api;

    /** @param folder of the database; a second hub on the same folder is the node after a restart */
    TestHub(Path folder) throws SQLException {
        this(folder, ActorTestKit.create("api", ConfigFactory.parseString(
                "akka.actor.provider = local, akka.log-dead-letters = off").withFallback(ConfigFactory.load())),
                AllProcesses::alone);
    }

    /** One of several processes, which share the database. */
    TestHub(Path folder, ActorTestKit kit, BiFunction<LocalChannels, Connections, AllProcesses> processes)
            throws SQLException {
        this.kit = kit;
        this.peer = kit.createTestProbe(PeerMessage.class);
        this.channel = kit.createTestProbe(ChannelMessage.class);
        this.woken = kit.createTestProbe(ChannelRef.class);
        database = JournalConfig.dataSource(JournalConfig.h2(folder), 4);
        Schema.migrate(database);
        tables = Tables.of(database, ForkJoinPool.commonPool());
        tables.followPolicies(channels);
        NodeFacts facts = new NodeFacts(TestStates.NODE, "hub", 0x3399ff, "0.1", InvoiceNetwork.REGTEST,
                List.of(TestStates.NODE + "@127.0.0.1:9735"), Features.of(Features.STATIC_REMOTEKEY),
                ChannelPolicy.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC));
        api = new HubApi(new ApiServices(kit.system(), facts, tables, channels,
                processes.apply(channels, connections), endings, ref -> channel.ref(),
                nodeId -> peers.getOrDefault(nodeId, peer.ref()), chain, view, wallet, graph::get, () -> true,
                id -> Optional.empty(), TestStates::signer, payments, payments, CompletableFuture.completedFuture(null),
                () -> CompletableFuture.completedFuture(null)));
    }

    ActorRef<DirectoryLog.Message> startLog() {
        ActorRef<DirectoryLog.Message> log = kit.system().systemActorOf(DirectoryLog.create(tables, chain, view,
                endings, TestStates::signer, woken.ref()::tell, Duration.ofMillis(20)), "directory-log", Props.empty());
        channels.turns().listen(turn -> log.tell(new DirectoryLog.Turned(turn)));
        return log;
    }

    /** What the channel's entity does after each event. */
    ChannelState show(int n, ChannelState after) {
        return show(n, after, true);
    }

    ChannelState show(int n, ChannelState after, boolean connected) {
        ChannelRef ref = TestStates.ref(n);
        Optional<ChannelState> before = channels.seen(ref).map(LocalChannels.Seen::state);
        long revision = nanos.incrementAndGet();
        channels.update(ref, after, connected, revision);
        channels.turns().tell(ref, before, after, revision);
        return after;
    }

    /** What the peer's entity answers from now on, in place of the probe. @param used the connection that it knows */
    void know(PublicKey nodeId, Optional<TestConnection> used) {
        PeerMessage.Status status = new PeerMessage.Status(used.isPresent(),
                used.map(connection -> PeerMessage.Address.of(connection.remote())),
                used.map(TestConnection::incoming).orElse(false), Optional.empty(), 3, 0);
        peers.put(nodeId, kit.spawn(Behaviors.receiveMessage(message -> {
            ((PeerMessage.Query) message).replyTo().tell(status);
            return Behaviors.same();
        })));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        database.close();
    }
}
