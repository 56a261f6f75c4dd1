package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import lnhub.actors.cluster.TestClusters;
import lnhub.actors.node.NodeRegistry;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.persistence.kryo.KryoCodec;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes of one node, each with an actor system of its own, in a cluster. */
class GossipClusterTest {
    private static final Party US = Party.of(1);
    private static final Party A = Party.of(2);
    private static final Party B = Party.of(3);
    private static final Party C = Party.of(4);
    private static final GossipLimits LIMITS =
            TestNode.LIMITS.with(Duration.ofMillis(200), Duration.ofSeconds(60));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ActorTestKit> kits = new ArrayList<>();
    private final TestChain chain = new TestChain();
    /** What the process that started last was given to compare with. */
    private volatile Queue<SharedGossip> parts = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        kits.reversed().forEach(ActorTestKit::shutdownTestKit);
    }

    private ActorTestKit process() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "gossip", ActorSystemSetup.create(
                BootstrapSetup.create(TestClusters.config("")),
                AkkaKryoSerializer.setup(NodeRegistry.create())));
        ActorTestKit kit = ActorTestKit.create(system);
        kits.add(kit);
        Cluster.get(system).manager().tell(
                Join.create(Cluster.get(kits.getFirst().system()).selfMember().address()));
        return kit;
    }

    private TestNode node(ActorTestKit kit) {
        return new TestNode(kit, US, chain, Clock.systemUTC(), LIMITS, ForkJoinPool.commonPool(), watched());
    }

    private UnaryOperator<Behavior<GossipCommand>> watched() {
        Queue<SharedGossip> received = new ConcurrentLinkedQueue<>();
        parts = received;
        return inner -> Behaviors.intercept(() -> new BehaviorInterceptor<GossipCommand, GossipCommand>(
                GossipCommand.class) {
            @Override
            public Behavior<GossipCommand> aroundReceive(TypedActorContext<GossipCommand> context,
                    GossipCommand message, ReceiveTarget<GossipCommand> target) {
                if (message instanceof SiblingMessage.Part part) {
                    received.add(part.gossip());
                }
                return target.apply(context, message);
            }
        }, inner);
    }

    private void eventually(Runnable assertion) {
        TestProbe<Message> probe = kits.getLast().createTestProbe();
        probe.awaitAssert(PATIENCE, () -> {
            assertion.run();
            return null;
        });
    }

    @Test
    void whatOneProcessHearsTheOthersKnowAndTellTheirPeersOnce() {
        ShortChannelId id = ShortChannelId.of(180, 7, 1);
        long now = Clock.systemUTC().instant().getEpochSecond();
        ActorTestKit firstProcess = process();
        TestNode first = node(firstProcess);
        ActorTestKit secondProcess = process();
        TestNode second = node(secondProcess);
        RawPeer asking = new RawPeer(secondProcess, second, C, true);
        asking.wants(0);
        asking.settled();
        RawPeer sender = new RawPeer(firstProcess, first, A, true);
        chain.put(id, A.funds(id, B));
        sender.sends(A.announces(id, B));
        sender.sends(A.updates(id, B, now));
        sender.sends(B.updates(id, A, now));
        sender.sends(A.announcesItself(now));
        List<Message> told = new ArrayList<>();
        eventually(() -> {
            told.addAll(GossipFixture.gossip(asking.settled()));
            assertThat(told).hasSizeGreaterThanOrEqualTo(4);
        });
        assertThat(told).containsExactlyInAnyOrder(A.announces(id, B), A.updates(id, B, now), B.updates(id, A, now),
                A.announcesItself(now));
        ShortChannelId unannounced = ShortChannelId.of(190, 1, 0);
        first.has(unannounced, C, false, true, Party.POLICY, Optional.of(asking.connection()));
        assertThat(asking.awaits(ChannelUpdate.class).shortChannelId()).isEqualTo(unannounced);
        firstProcess.shutdownTestKit();
        kits.remove(firstProcess);
        TestNode third = node(process());
        eventually(() -> {
            GossipFixture.assertKnown(third, id);
            assertThat(third.graph().node(A.id()).orElseThrow().announcement()).contains(A.announcesItself(now));
        });
        assertThat(chain.lookups).hasValue(1);
    }

    @Test
    void aLargeGraphComesInPartsThatFitIntoMessages() {
        int channels = 20_000;
        ActorTestKit firstProcess = process();
        TestNode first = node(firstProcess);
        RawSibling source = new RawSibling(firstProcess, US);
        SiblingMessage.Ask ask = source.awaits(SiblingMessage.Ask.class);
        ask.from().tell(new SiblingMessage.Position(source.ref(), 1, 1));
        SiblingMessage.Compare compare = source.awaitsCompare();
        ask.from().tell(new SiblingMessage.Part(source.ref(), compare.start(), new Place.End(),
                RawSibling.tells(TestChain.HEIGHT, synthetic(channels))));
        eventually(() -> assertThat(first.graph().channelCount()).isEqualTo(channels));
        TestNode second = node(process());
        eventually(() -> assertThat(second.graph().channelCount()).isEqualTo(channels));
        assertThat(parts).hasSizeGreaterThan(100).allMatch(part -> part.channels().size() <= 200);
        // One or two more if the machine was so busy that a part was asked for again.
        assertThat(parts.stream().mapToInt(part -> part.channels().size()).sum())
                .isBetween(channels, channels + 1_000);
        KryoCodec codec = new KryoCodec(NodeRegistry.create());
        assertThat(parts).allMatch(part -> codec.encode(part).length <= 100_000);
    }

    /** Between a thousand nodes; signed by nobody, because nobody looks. */
    private static SharedGossip.Funded[] synthetic(int channels) {
        List<PublicKey> nodes = IntStream.range(1_000, 2_000).mapToObj(number -> Party.of(number).id())
                .sorted().toList();
        SharedGossip.Funded model = RawSibling.unsigned(ShortChannelId.of(1, 1, 1), A, B,
                Clock.systemUTC().instant().getEpochSecond());
        return IntStream.range(0, channels).mapToObj(i -> renamed(model,
                ShortChannelId.of(1 + i / 1_000, i % 1_000, 0), nodes.get(i % 499), nodes.get(500 + i % 491)))
                .toArray(SharedGossip.Funded[]::new);
    }

    private static SharedGossip.Funded renamed(SharedGossip.Funded model, ShortChannelId id, PublicKey one,
            PublicKey other) {
        ChannelAnnouncement m = model.announcement();
        byte[] txid = new byte[Bytes32.SIZE];
        ByteBuffer.wrap(txid).putLong(id.value());
        return new SharedGossip.Funded(new ChannelAnnouncement(m.nodeSignature1(), m.nodeSignature2(),
                m.bitcoinSignature1(), m.bitcoinSignature2(), m.features(), m.chainHash(), id, one, other,
                m.bitcoinKey1(), m.bitcoinKey2(), m.extra()), model.capacitySat(),
                Optional.of(new OutPoint(Bytes32.wrap(txid), 0)),
                model.updates().stream().map(u -> new ChannelUpdate(u.signature(), u.chainHash(), id, u.timestamp(),
                        u.messageFlags(), u.channelFlags(), u.cltvExpiryDelta(), u.htlcMinimumMsat(),
                        u.feeBaseMsat(), u.feeProportionalMillionths(), u.htlcMaximumMsat(), u.extra())).toList());
    }
}
