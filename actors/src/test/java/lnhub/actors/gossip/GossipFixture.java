package lnhub.actors.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.Message;
import org.junit.jupiter.api.AfterEach;

/** Nodes on one chain, whose time only passes when the test lets it. */
abstract class GossipFixture {
    static final Party US = Party.of(1);
    static final Party A = Party.of(2);
    static final Party B = Party.of(3);
    static final Party C = Party.of(4);
    static final ShortChannelId ID = ShortChannelId.of(TestChain.HEIGHT - 20, 7, 1);
    static final long NOW = TestClock.START_SECONDS;

    final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    final ManualTime time = ManualTime.get(kit.system());
    final TestChain chain = new TestChain();
    final TestClock clock = new TestClock();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    TestNode node(Party party) {
        return node(party, TestNode.LIMITS);
    }

    /** Judges in the actor itself, so that what follows from a message is over when the actor is idle. */
    TestNode node(Party party, GossipLimits limits) {
        return new TestNode(kit, party, chain, clock, limits, Runnable::run);
    }

    RawPeer peer(TestNode node, Party party) {
        return new RawPeer(kit, node, party, true);
    }

    /** Judges beside the actor, as a real node does. */
    TestNode busyNode(Party party) {
        return new TestNode(kit, party, chain, clock, TestNode.LIMITS, ForkJoinPool.commonPool());
    }

    void passes(Duration duration) {
        clock.advance(duration);
        time.timePasses(duration);
    }

    /** What the peer gets until the next flush is over, since it was last looked at. */
    List<Message> flushed(RawPeer peer) {
        List<Message> all = new ArrayList<>(peer.settled());
        passes(TestNode.LIMITS.flush());
        all.addAll(peer.settled());
        return gossip(all);
    }

    /** Flushes until it is so. The clock stands still: how busy the machine is must not make a peer look silent. */
    void eventually(Runnable assertion) {
        TestProbe<Message> probe = kit.createTestProbe();
        probe.awaitAssert(Duration.ofSeconds(60), () -> {
            time.timePasses(TestNode.LIMITS.flush());
            assertion.run();
            return null;
        });
    }

    /** A channel between two others that the chain knows. */
    void onChain(ShortChannelId id, Party one, Party other) {
        chain.put(id, one.funds(id, other));
    }

    /** The peer tells of a channel between A and B, and of both their updates. */
    void tellsOfAb(RawPeer peer) {
        onChain(ID, A, B);
        peer.sends(A.announces(ID, B));
        peer.sends(A.updates(ID, B, NOW));
        peer.sends(B.updates(ID, A, NOW));
    }

    static List<Message> gossip(List<Message> messages) {
        return messages.stream().filter(m -> m instanceof GossipMessage && m.type() <= 258).toList();
    }

    static List<ChannelUpdate> updates(List<Message> messages) {
        return messages.stream().filter(ChannelUpdate.class::isInstance).map(ChannelUpdate.class::cast).toList();
    }

    static void assertKnown(TestNode node, ShortChannelId id) {
        assertThat(node.graph().channel(id)).hasValueSatisfying(channel -> {
            assertThat(channel.capacitySat()).isEqualTo(Party.CAPACITY_SAT);
            assertThat(channel.direction(0)).isPresent();
            assertThat(channel.direction(1)).isPresent();
        });
    }
}
