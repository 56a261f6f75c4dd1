package lnhub.actors.peer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.api.FakeWallet;
import lnhub.actors.channel.ChannelEntity;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.TlvStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that asks for its channel the moment we are back, before the channel has woken up. */
@Timeout(60)
class PeerEntityTest {
    private static final ChannelRef CHANNEL = new ChannelRef(Hashes.sha256(new byte[] {1}));
    private static final Bytes32 CHANNEL_ID = Hashes.sha256(new byte[] {2});
    private static final Bytes32 UNKNOWN = Hashes.sha256(new byte[] {3});
    private static final PublicKey PEER = PrivateKey.wrap(CHANNEL_ID.toArray()).publicKey();

    private ActorSystem<Void> system;
    private ActorTestKit kit;
    private TestProbe<ChannelMessage> channel;
    private TestProbe<ConnectionMessage> connection;
    private final AtomicInteger connections = new AtomicInteger();
    private final InstantSource clock = InstantSource.system();
    private Instant awakeBy = Instant.MIN;
    private ActorRef<PeerMessage> peer;

    /** The channel here is a probe: it never announces itself by itself. */
    @BeforeEach
    void start() throws Exception {
        Config config = ConfigFactory.parseString("""
                akka.loglevel = WARNING
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
                akka.persistence.journal.inmem.test-serialization = on
                akka.cluster.jmx.enabled = off
                akka.actor.allow-java-serialization = off
                """).withFallback(ConfigFactory.load());
        system = ActorSystem.create(Behaviors.empty(), "peers",
                ActorSystemSetup.create(BootstrapSetup.create(config),
                        AkkaKryoSerializer.setup(NodeRegistry.create())));
        kit = ActorTestKit.create(system);
        channel = kit.createTestProbe();
        connection = kit.createTestProbe();
        CompletableFuture<Void> up = new CompletableFuture<>();
        akka.cluster.Cluster.get(system).registerOnMemberUp(() -> up.complete(null));
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        up.get(20, TimeUnit.SECONDS);
        ClusterSharding.get(system).init(Entity.of(ChannelEntity.KEY, entity ->
                Behaviors.receiveMessage(message -> {
                    channel.ref().tell(message);
                    return Behaviors.same();
                })));
        peer = spawn();
    }

    @AfterEach
    void stop() {
        ActorTestKit.shutdown(system);
    }

    private ActorRef<PeerMessage> spawn() {
        Transport nowhere = new Transport() {
            @Override
            public CompletionStage<PeerConnection> dial(PublicKey nodeId, String host, int port) {
                return new CompletableFuture<>();
            }

            @Override
            public InetSocketAddress listen(String host, int port) {
                throw new AssertionError("a peer does not listen");
            }

            @Override
            public void close() {
            }
        };
        return kit.spawn(PeerEntity.create(PEER, new PeerServices(nowhere, new FakeWallet(), () -> UNKNOWN, 8, 100,
                Duration.ofSeconds(30), clock, awakeBy), ClusterSharding.get(system)));
    }

    private void connected() {
        peer.tell(new PeerMessage.Connected(connection.ref(), Features.EMPTY,
                new Command.PeerFeatures(true, true, true, true),
                new PeerMessage.Address("127.0.0.1", 9735 + connections.incrementAndGet()), true));
    }

    private static ChannelReestablish reestablish(Bytes32 channelId) {
        return new ChannelReestablish(channelId, 1, 0, Bytes32.ZEROES, PEER, TlvStream.EMPTY);
    }

    @Test
    void aChannelThatSleepsIsNotUnknown() {
        peer.tell(new PeerMessage.Register(CHANNEL, CHANNEL_ID));
        awaitChannels(1);
        channel.expectMessageClass(ChannelMessage.Registered.class);
        kit.stop(peer);
        peer = spawn();
        connected();
        channel.expectMessageClass(ChannelMessage.PeerConnected.class);
        assertThat(connection.expectMessageClass(ConnectionMessage.Attach.class).routes())
                .containsExactly(Map.entry(CHANNEL_ID, CHANNEL));
        peer.tell(new PeerMessage.Unrouted(connection.ref(), reestablish(CHANNEL_ID)));
        assertThat(channel.expectMessageClass(ChannelMessage.FromPeer.class).message())
                .isEqualTo(reestablish(CHANNEL_ID));
        // Now it wakes: it has been told of the connection already, and hears of it only once.
        peer.tell(new PeerMessage.Register(CHANNEL, CHANNEL_ID));
        connection.expectMessageClass(ConnectionMessage.Route.class);
        channel.expectMessageClass(ChannelMessage.Registered.class);
        channel.expectNoMessage(Duration.ofMillis(200));
    }

    /** The process died between the channel's first event and the peer's. */
    @Test
    void aChannelThatThePeerMissedIsWaitedForAfterARestart() {
        kit.stop(peer);
        awakeBy = clock.instant().plus(Duration.ofMinutes(1));
        peer = spawn();
        connected();
        assertThat(connection.expectMessageClass(ConnectionMessage.Attach.class).routes()).isEmpty();
        peer.tell(new PeerMessage.Unrouted(connection.ref(), reestablish(CHANNEL_ID)));
        peer.tell(new PeerMessage.Register(CHANNEL, CHANNEL_ID));
        channel.expectMessageClass(ChannelMessage.PeerConnected.class);
        assertThat(channel.expectMessageClass(ChannelMessage.FromPeer.class).message())
                .isEqualTo(reestablish(CHANNEL_ID));
        channel.expectMessageClass(ChannelMessage.Registered.class);
        connection.expectMessageClass(ConnectionMessage.Route.class);
    }

    @Test
    void whatDoesNotWakeUpInTimeIsUnknown() {
        kit.stop(peer);
        awakeBy = clock.instant().plus(Duration.ofMillis(300));
        peer = spawn();
        connected();
        connection.expectMessageClass(ConnectionMessage.Attach.class);
        peer.tell(new PeerMessage.Unrouted(connection.ref(), reestablish(UNKNOWN)));
        ConnectionMessage.Send send = connection.expectMessageClass(ConnectionMessage.Send.class);
        assertThat(((ErrorMessage) send.message()).channelId()).isEqualTo(UNKNOWN);
    }

    @Test
    void aChannelThatEndedIsUnknownAsOneThatNeverWas() {
        peer.tell(new PeerMessage.Register(CHANNEL, CHANNEL_ID));
        peer.tell(new PeerMessage.Ended(CHANNEL));
        awaitChannels(0);
        connected();
        assertThat(connection.expectMessageClass(ConnectionMessage.Attach.class).routes()).isEmpty();
        for (Bytes32 id : new Bytes32[] {CHANNEL_ID, UNKNOWN}) {
            peer.tell(new PeerMessage.Unrouted(connection.ref(), reestablish(id)));
            ConnectionMessage.Send send = connection.expectMessageClass(ConnectionMessage.Send.class);
            assertThat(((ErrorMessage) send.message()).channelId()).isEqualTo(id);
        }
    }

    private void awaitChannels(int count) {
        TestProbe<PeerMessage.Status> status = kit.createTestProbe();
        status.awaitAssert(() -> {
            peer.tell(new PeerMessage.Query(status.ref()));
            assertThat(status.receiveMessage().channels()).isEqualTo(count);
            return null;
        });
    }
}
