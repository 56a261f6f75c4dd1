package lnhub.actors.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lnhub.actors.api.FakeWallet;
import lnhub.actors.api.TestStates;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.ChainWatcher;
import lnhub.actors.chain.Publisher;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.node.NodeRegistry;
import lnhub.actors.node.OnionKey;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.actors.peer.PeerEntity;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.protocol.channel.ChannelPolicy;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Context;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.LocalSigner;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.channel.OnChain;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.transactions.ChannelKeys;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.TlvStream;
import lnhub.routing.forward.RelayPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel that comes back out of the journal, and what it does before the chain has been caught up with. */
@Timeout(60)
class ChannelEntityTest {
    private static final ChannelRef REF = TestStates.ref(1);
    private static final Bytes32 CHANNEL_ID = TestStates.params(1).channelId();
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Context.Feerates FEERATES = new Context.Feerates() {
        @Override
        public int feerateWithin(int blocks) {
            return 1_000;
        }

        @Override
        public int mempoolMinimum() {
            return 253;
        }
    };

    private ActorSystem<Void> system;
    private ActorTestKit kit;
    private TestProbe<ChainWatcher.Message> chain;
    private final Residents residents = new Residents();
    private final LocalChannels directory = new LocalChannels(new RelayPolicy(0, 0, 40, 1, 1_000_000));
    private ActorRef<ChannelMessage> channel;

    @BeforeEach
    void start() throws Exception {
        Config config = ConfigFactory.parseString("""
                akka.loglevel = WARNING
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
                akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
                akka.persistence.journal.inmem.test-serialization = on
                akka.cluster.jmx.enabled = off
                akka.coordinated-shutdown.run-by-actor-system-terminate = off
                akka.actor.allow-java-serialization = off
                """).withFallback(ConfigFactory.load());
        system = ActorSystem.create(Behaviors.empty(), "channels",
                ActorSystemSetup.create(BootstrapSetup.create(config),
                        AkkaKryoSerializer.setup(NodeRegistry.create())));
        kit = ActorTestKit.create(system);
        chain = kit.createTestProbe();
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(system).registerOnMemberUp(() -> up.complete(null));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        up.get(20, TimeUnit.SECONDS);
        ClusterSharding.get(system).init(Entity.of(PeerEntity.KEY, entity -> Behaviors.ignore()));
        journal(TestStates.normalEvents(1));
        channel = kit.spawn(ChannelEntity.create(REF, services(), ClusterSharding.get(system), self -> { }));
    }

    @AfterEach
    void stop() {
        ActorTestKit.shutdown(system);
    }

    /** Writes what an earlier process has recorded. */
    private void journal(List<Event> events) {
        TestProbe<Boolean> written = kit.createTestProbe();
        ActorRef<Boolean> writer = kit.spawn(new EventSourcedBehavior<Boolean, Event.Recorded, Boolean>(
                PersistenceId.ofUniqueId(ChannelEntity.persistenceId(REF))) {
            @Override
            public Boolean emptyState() {
                return false;
            }

            @Override
            public CommandHandler<Boolean, Event.Recorded, Boolean> commandHandler() {
                return (state, command) -> Effect().persist(new Event.Recorded(events))
                        .thenRun(after -> written.ref().tell(after));
            }

            @Override
            public EventHandler<Boolean, Event.Recorded> eventHandler() {
                return (state, event) -> true;
            }
        });
        writer.tell(true);
        written.expectMessage(true);
        kit.stop(writer);
    }

    private ChannelServices services() {
        NodeSeed seed = NodeSeed.of(TestStates.bytes32(7).toBytes());
        Payees nobody = new Payees() {
            @Override
            public void deliver(ChannelRef from, Effect.Deliver delivery) {
            }

            @Override
            public void taken(Origin.Local payment, ChannelRef by) {
            }

            @Override
            public void refused(Origin.Local payment, ChannelRef by, Bytes failure) {
            }

            @Override
            public void settled(Origin.Local payment, ChannelRef by, Settlement outcome) {
            }
        };
        PrivateKey key = seed.nodeKey();
        return new ChannelServices(key.publicKey(), TestStates.bytes32(8), ChannelPolicy.DEFAULT, Clock.systemUTC(),
                () -> 600, () -> 600, () -> 1_000, FEERATES, ref -> new LocalSigner(ChannelKeys.derive(seed,
                        ref.value().toBytes().slice(0, ChannelKeys.PATH_SIZE))), new OnionKey(key),
                (incoming, payload, refused, height) -> {
                    throw new AssertionError("nothing to forward");
                }, residents, directory, chain.ref(),
                new Publisher(null, null), new FakeWallet(), kit.<GossipCommand>createTestProbe().ref(),
                kit.<ForwardLog.Store>createTestProbe().ref(), kit.<RevokedLog.Message>createTestProbe().ref(), nobody,
                Duration.ofMillis(100), Duration.ZERO, ref -> false);
    }

    private void connect(TestProbe<ConnectionMessage> connection) {
        channel.tell(new ChannelMessage.PeerConnected(connection.ref(),
                new Command.PeerFeatures(true, true, true, true)));
    }

    private void reestablish(TestProbe<ConnectionMessage> connection) {
        channel.tell(new ChannelMessage.FromPeer(connection.ref(), 1, new ChannelReestablish(CHANNEL_ID, 1, 0,
                Bytes32.ZEROES, TestStates.key(3), TlvStream.EMPTY)));
    }

    private void caughtUp() {
        channel.tell(new ChannelMessage.Tell(new Command.CaughtUp(600)));
    }

    private static Message sent(TestProbe<ConnectionMessage> connection) {
        ConnectionMessage next = connection.receiveMessage(SOON);
        return next instanceof ConnectionMessage.Speaks ? sent(connection)
                : assertThat(next).asInstanceOf(type(ConnectionMessage.FromChannel.class)).actual().message();
    }

    private void fromPeer(TestProbe<ConnectionMessage> connection, long number) {
        channel.tell(new ChannelMessage.FromPeer(connection.ref(), number, new Shutdown(CHANNEL_ID, Bytes.EMPTY,
                TlvStream.EMPTY)));
    }

    /** Lost between processes, whether others follow or not: what comes next means something else without it. */
    @Test
    void aMessageThatWasLostOnItsWayEndsTheConnection() {
        TestProbe<ConnectionMessage> connection = kit.createTestProbe();
        connect(connection);
        caughtUp();
        assertThat(sent(connection)).isInstanceOf(ChannelReestablish.class);
        channel.tell(new ChannelMessage.Count(connection.ref(), 0));
        connection.expectMessage(SOON, new ConnectionMessage.Counted(REF, 1, 0));
        fromPeer(connection, 2);
        assertThat(connection.receiveMessage(SOON)).isInstanceOfSatisfying(ConnectionMessage.Close.class,
                close -> assertThat(close.why()).contains("lost"));

        TestProbe<ConnectionMessage> next = kit.createTestProbe();
        connect(next);
        assertThat(sent(next)).isInstanceOf(ChannelReestablish.class);
        channel.tell(new ChannelMessage.Count(next.ref(), 1));
        assertThat(next.receiveMessage(SOON)).isInstanceOf(ConnectionMessage.Close.class);
    }

    /** It wakes an entity that knows nothing, which must not part from the peer for that. */
    @Test
    void aMessageForAChannelThatHasEndedCostsNoConnection() {
        ChannelRef ended = new ChannelRef(TestStates.bytes32(77));
        ActorRef<ChannelMessage> empty = kit.spawn(
                ChannelEntity.create(ended, services(), ClusterSharding.get(system), self -> { }));
        TestProbe<ConnectionMessage> connection = kit.createTestProbe();
        empty.tell(new ChannelMessage.FromPeer(connection.ref(), 1, new Shutdown(CHANNEL_ID, Bytes.EMPTY,
                TlvStream.EMPTY)));
        empty.tell(new ChannelMessage.Count(connection.ref(), 1));
        TestProbe<ChannelMessage.Snapshot> answered = kit.createTestProbe();
        empty.tell(new ChannelMessage.Query(answered.ref()));
        answered.receiveMessage(SOON);
        connection.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aConnectionThatTheChannelNeverHeardOfIsTold() {
        TestProbe<ConnectionMessage> connection = kit.createTestProbe();
        channel.tell(new ChannelMessage.Count(connection.ref(), 1));
        assertThat(connection.receiveMessage(SOON)).isInstanceOf(ConnectionMessage.Close.class);
    }

    @Test
    void itIsInThePictureAsLongAsItIsHere() {
        chain.awaitAssert(SOON, () -> assertThat(directory.get(REF)).isPresent());
        assertThat(directory.seen(REF)).hasValueSatisfying(seen -> assertThat(seen.revision()).isEqualTo(1));
        kit.stop(channel);
        assertThat(directory.get(REF)).isEmpty();
        assertThat(directory.seen()).isEmpty();
        assertThat(directory.withAnchors()).as("it has not ended").isEqualTo(1);
    }

    @Test
    void itAsksAnewForWhatAnEarlierIncarnationWasToldOf() {
        assertThat(chain.receiveMessage(SOON)).isEqualTo(new ChainWatcher.Forget(REF));
        assertThat(chain.receiveMessage(SOON)).isEqualTo(new ChainWatcher.Blocks(REF));
        assertThat(chain.receiveMessage(SOON)).isInstanceOfSatisfying(ChainWatcher.WatchFunding.class, watch ->
                assertThat(watch.watch().funding()).isEqualTo(TestStates.funding(1)));
        // And again, until it is answered.
        assertThat(chain.receiveMessage(SOON)).isInstanceOf(ChainWatcher.WatchFunding.class);
    }

    @Test
    void aPeerHearsNothingBeforeTheChainIsCaughtUpAndNothingItSaidIsLost() {
        TestProbe<ConnectionMessage> connection = kit.createTestProbe();
        connect(connection);
        reestablish(connection);
        connection.expectNoMessage(Duration.ofMillis(300));
        caughtUp();
        assertThat(sent(connection)).isInstanceOf(ChannelReestablish.class);
        // BOLT 2: channel_ready is repeated by who has heard channel_reestablish with the next commitment number 1.
        assertThat(sent(connection)).isInstanceOf(ChannelReady.class);
    }

    @Test
    void onlyTheLastOfSeveralEarlyConnectionsCounts() {
        TestProbe<ConnectionMessage> first = kit.createTestProbe();
        TestProbe<ConnectionMessage> second = kit.createTestProbe();
        connect(first);
        reestablish(first);
        connect(second);
        reestablish(first);
        caughtUp();
        assertThat(sent(second)).isInstanceOf(ChannelReestablish.class);
        second.expectNoMessage(Duration.ofMillis(200));
        reestablish(second);
        assertThat(sent(second)).isInstanceOf(ChannelReady.class);
        assertThat(first.receiveMessage(SOON)).as("it is told to go").isInstanceOf(ConnectionMessage.Close.class);
        first.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void anEarlyConnectionThatEndedIsForgotten() {
        TestProbe<ConnectionMessage> gone = kit.createTestProbe();
        connect(gone);
        reestablish(gone);
        channel.tell(new ChannelMessage.PeerDisconnected(gone.ref()));
        caughtUp();
        gone.expectNoMessage(Duration.ofMillis(200));
        TestProbe<ConnectionMessage> next = kit.createTestProbe();
        connect(next);
        assertThat(sent(next)).isInstanceOf(ChannelReestablish.class);
    }

    @Test
    void aChannelThatWasClosedWhileAwaySaysSoInsteadOfGoingOn() {
        TestProbe<ConnectionMessage> connection = kit.createTestProbe();
        connect(connection);
        reestablish(connection);
        ChainTransaction spender = TestStates.spender(1);
        channel.tell(new ChannelMessage.Tell(new Command.OutputSpent(TestStates.funding(1), spender.raw(), 599,
                TestStates.bytes32(99))));
        caughtUp();
        assertThat(sent(connection)).isInstanceOf(ErrorMessage.class);
        assertThat(state()).isInstanceOf(OnChain.class);
    }

    /** It may live on in another process, and be told of blocks there. */
    @Test
    void itHearsNothingOfTheChainHereOnceItHasLeft() {
        assertThat(chain.receiveMessage(SOON)).isEqualTo(new ChainWatcher.Forget(REF));
        residents.tell(REF, new Command.CaughtUp(600));
        TestProbe<ConnectionMessage> connection = kit.createTestProbe();
        connect(connection);
        assertThat(sent(connection)).as("it was told").isInstanceOf(ChannelReestablish.class);
        kit.stop(channel);
        chain.fishForMessage(SOON, message -> message.equals(new ChainWatcher.Forget(REF))
                ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
        assertThat(residents.has(REF)).isFalse();
    }

    /** An operator who asks need not wait. */
    @Test
    void theStateCanBeAskedForMeanwhile() {
        assertThat(state()).isInstanceOf(Normal.class);
    }

    private Object state() {
        TestProbe<ChannelMessage.Snapshot> asked = kit.createTestProbe();
        channel.tell(new ChannelMessage.Query(asked.ref()));
        return asked.receiveMessage(SOON).state();
    }
}
