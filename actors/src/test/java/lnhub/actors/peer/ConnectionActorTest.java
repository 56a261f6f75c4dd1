package lnhub.actors.peer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lnhub.actors.channel.ChannelEntity;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.gossip.GossipCommand;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Init;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.Pong;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.TlvStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection between a socket, which is a fake here, and a peer's entity and channels, which are probes. */
@Timeout(60)
class ConnectionActorTest {
    private static final Bytes32 CHAIN = Hashes.sha256(new byte[] {1});
    private static final Bytes32 CHANNEL_ID = Hashes.sha256(new byte[] {2});
    private static final PublicKey PEER = PrivateKey.wrap(CHANNEL_ID.toArray()).publicKey();
    private static final ChannelRef REF = new ChannelRef(Hashes.sha256(new byte[] {3}));
    private static final Shutdown SOMETHING = new Shutdown(CHANNEL_ID, Bytes.EMPTY, TlvStream.EMPTY);

    private static ActorSystem<Void> system;
    private static ActorTestKit kit;
    private static TestProbe<ChannelMessage> channel;
    private static TestProbe<PeerMessage> peer;

    private final BlockingQueue<Object> socket = new LinkedBlockingQueue<>();
    private ActorRef<ConnectionMessage> connection;

    @BeforeAll
    static void startSystem() throws Exception {
        system = ActorSystem.create(Behaviors.empty(), "connections", ActorSystemSetup.create(
                BootstrapSetup.create(ConfigFactory.parseString("""
                        akka.loglevel = WARNING
                        akka.actor.provider = cluster
                        akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        akka.cluster.jmx.enabled = off
                        akka.actor.allow-java-serialization = off
                        """).withFallback(ConfigFactory.load())),
                AkkaKryoSerializer.setup(NodeRegistry.create())));
        kit = ActorTestKit.create(system);
        channel = kit.createTestProbe();
        peer = kit.createTestProbe();
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(system).registerOnMemberUp(() -> up.complete(null));
        Cluster.get(system).manager().tell(Join.create(Cluster.get(system).selfMember().address()));
        up.get(20, TimeUnit.SECONDS);
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(ChannelEntity.KEY, entity -> toldTo(channel)));
        sharding.init(Entity.of(PeerEntity.KEY, entity -> toldTo(peer)));
    }

    private static <T> Behavior<T> toldTo(TestProbe<T> probe) {
        return Behaviors.receiveMessage(message -> {
            probe.ref().tell(message);
            return Behaviors.same();
        });
    }

    @AfterAll
    static void stopSystem() {
        ActorTestKit.shutdown(system);
    }

    @BeforeEach
    void start() throws Exception {
        TestProbe<GossipCommand> gossip = kit.createTestProbe();
        connection = kit.spawn(ConnectionActor.create(new FakeSocket(), new ConnectionServices(InitMessages.OURS, CHAIN,
                gossip.ref(), Duration.ofHours(1), new Connections()), ClusterSharding.get(system)));
        connection.tell(new ConnectionMessage.Received(new Init(InitMessages.OURS, List.of(CHAIN), TlvStream.EMPTY)));
        peer.fishForMessage(Duration.ofSeconds(10), message -> message instanceof PeerMessage.Connected connected
                && connected.connection().equals(connection)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
        assertThat(next()).isInstanceOf(Init.class);
    }

    private final class FakeSocket implements PeerConnection {
        @Override
        public PublicKey nodeId() {
            return PEER;
        }

        @Override
        public boolean incoming() {
            return true;
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress("127.0.0.1", 1);
        }

        @Override
        public void send(Message message) {
            socket.add(message);
        }

        @Override
        public void pauseReading() {
            socket.add("pause");
        }

        @Override
        public void resumeReading() {
            socket.add("resume");
        }

        @Override
        public long unflushedBytes() {
            return 0;
        }

        @Override
        public long bytesSent() {
            return 0;
        }

        @Override
        public long bytesReceived() {
            return 0;
        }

        @Override
        public void close(String why) {
            socket.add("closed: " + why);
        }
    }

    private Object next() throws InterruptedException {
        return socket.poll(10, TimeUnit.SECONDS);
    }

    private ActorRef<PeerMessage> attach() {
        ActorRef<PeerMessage> entity = kit.spawn(Behaviors.<PeerMessage>ignore());
        connection.tell(new ConnectionMessage.Attach(Map.of(CHANNEL_ID, REF), entity));
        return entity;
    }

    private void hear(int messages) {
        for (int i = 0; i < messages; i++) {
            connection.tell(new ConnectionMessage.Received(SOMETHING));
        }
    }

    private void heartbeat() {
        connection.tell(new ConnectionMessage.Heartbeat());
        connection.tell(new ConnectionMessage.Received(new Pong(0)));
    }

    private ChannelMessage.FromPeer heard() {
        return channel.expectMessageClass(ChannelMessage.FromPeer.class);
    }

    @Test
    void whatAChannelSaysGoesOutAsLongAsNothingIsMissing() throws Exception {
        attach();
        connection.tell(new ConnectionMessage.FromChannel(REF, 1, SOMETHING));
        connection.tell(new ConnectionMessage.FromChannel(REF, 2, SOMETHING));
        assertThat(List.of(next(), next())).containsOnly(SOMETHING);
        connection.tell(new ConnectionMessage.FromChannel(REF, 4, SOMETHING));
        assertThat(next()).asString().startsWith("closed: messages of a channel were lost");
    }

    @Test
    void bothEndsAreComparedWithEveryHeartbeatUntilTheyAgree() throws Exception {
        attach();
        hear(2);
        assertThat(List.of(heard().number(), heard().number())).containsExactly(1L, 2L);
        heartbeat();
        ChannelMessage.Count count = channel.expectMessageClass(ChannelMessage.Count.class);
        assertThat(count).isEqualTo(new ChannelMessage.Count(connection, 2));
        heartbeat();
        channel.expectMessage(count);
        connection.tell(new ConnectionMessage.Counted(REF, 0, 2));
        heartbeat();
        hear(1);
        assertThat(heard().number()).as("no more counting in between").isEqualTo(3);
        connection.tell(new ConnectionMessage.Counted(REF, 1, 3));
        Object last = next();
        while (last instanceof Message) {
            last = next();
        }
        assertThat(last).as("what the channel said last is missing").asString().startsWith("closed: messages");
    }

    @Test
    void theConnectionEndsWithTheProcessOfAChannelOrOfThePeer() throws Exception {
        ActorRef<PeerMessage> entity = attach();
        ActorRef<ChannelMessage> ended = kit.spawn(Behaviors.<ChannelMessage>ignore());
        connection.tell(new ConnectionMessage.Speaks(REF, ended));
        connection.tell(new ConnectionMessage.Leaves(REF));
        ActorRef<ChannelMessage> speaking = kit.spawn(Behaviors.<ChannelMessage>ignore());
        connection.tell(new ConnectionMessage.Speaks(REF, speaking));
        kit.stop(ended);
        connection.tell(new ConnectionMessage.FromChannel(REF, 1, SOMETHING));
        assertThat(next()).as("one that has left may end").isEqualTo(SOMETHING);
        kit.stop(speaking);
        assertThat(next()).asString().startsWith("closed: a process");
        kit.stop(entity);
        assertThat(next()).asString().startsWith("closed: a process");
    }

    @Test
    void aPeerIsNotReadWhileTooMuchOfItWaitsInTheNode() throws Exception {
        attach();
        hear(4_096);
        assertThat(next()).isEqualTo("pause");
        connection.tell(new ConnectionMessage.Consumed(REF, 2_048));
        connection.tell(new ConnectionMessage.Consumed(REF, 2_000));
        connection.tell(new ConnectionMessage.Consumed(REF, 2_049));
        assertThat(next()).isEqualTo("resume");
        for (int i = 0; i < 4_096; i++) {
            heard();
        }
    }
}
