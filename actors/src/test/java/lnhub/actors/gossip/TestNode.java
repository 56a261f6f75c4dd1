package lnhub.actors.gossip;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.routing.forward.RelayPolicy;
import lnhub.routing.gossip.GossipRules;
import lnhub.routing.graph.Graph;

/** A gossip actor of its own node. */
final class TestNode {
    static final GossipLimits LIMITS = GossipLimits.standard().with(Duration.ofSeconds(1), Duration.ofMinutes(10));

    final Party party;
    final GraphView graph = new GraphView();
    final ActorRef<GossipCommand> gossip;

    TestNode(ActorTestKit kit, Party party, TestChain chain, Clock clock, GossipLimits limits, Executor judges) {
        this(kit, party, chain, clock, limits, judges, UnaryOperator.identity());
    }

    /** @param around the actor, to see what it gets */
    TestNode(ActorTestKit kit, Party party, TestChain chain, Clock clock, GossipLimits limits, Executor judges,
            UnaryOperator<Behavior<GossipCommand>> around) {
        this.party = party;
        this.gossip = kit.spawn(around.apply(GossipActor.create(new GossipServices(party.nodeKey(),
                GossipRules.standard(Party.CHAIN, party.id()), Features.of(Features.BASIC_MPP),
                Bytes.fromHex("010203"), Bytes32.ZEROES, Bytes.EMPTY, chain, clock, limits, judges, graph))));
    }

    Graph graph() {
        return graph.graph();
    }

    /** A connection between two nodes. @return what this node sends */
    List<Message> connect(ActorTestKit kit, TestNode other) {
        AtomicReference<ActorRef<ConnectionMessage>> here = new AtomicReference<>();
        AtomicReference<ActorRef<ConnectionMessage>> there = new AtomicReference<>();
        List<Message> sent = new CopyOnWriteArrayList<>();
        // As on a real connection, init comes first on both sides.
        CompletableFuture<Void> open = new CompletableFuture<>();
        here.set(kit.spawn(pipe(other, there, sent, open)));
        there.set(kit.spawn(other.pipe(this, here, new CopyOnWriteArrayList<>(), open)));
        gossip.tell(new GossipCommand.PeerConnected(here.get(), other.party.id(), true));
        other.gossip.tell(new GossipCommand.PeerConnected(there.get(), party.id(), true));
        open.complete(null);
        return sent;
    }

    void announces(ShortChannelId id, Party other) {
        gossip.tell(new GossipCommand.LocalChannelAnnounced(party.announces(id, other), Party.CAPACITY_SAT));
    }

    void has(ShortChannelId id, Party other, boolean announced, boolean usable, RelayPolicy policy,
            Optional<ActorRef<ConnectionMessage>> connection) {
        gossip.tell(new GossipCommand.LocalChannel(new ChannelRef(Bytes32.ZEROES), id, other.id(),
                Party.CAPACITY_SAT, announced, usable, policy, connection));
    }

    /** This node's end of a connection: what it is told to send reaches the other node as bytes would. */
    private Behavior<ConnectionMessage> pipe(TestNode other, AtomicReference<ActorRef<ConnectionMessage>> otherEnd,
            List<Message> sent, CompletableFuture<Void> open) {
        return Behaviors.receive((context, command) -> {
            open.join();
            if (command instanceof ConnectionMessage.Send send) {
                sent.add(send.message());
                if (coded(send.message()) instanceof GossipMessage message) {
                    other.gossip.tell(new GossipCommand.FromPeer(otherEnd.get(), party.id(), message));
                }
            } else if (command instanceof ConnectionMessage.ReportUnsent) {
                gossip.tell(new GossipCommand.Unsent(context.getSelf(), 0));
            }
            return Behaviors.same();
        });
    }

    private static Message coded(Message message) {
        try {
            return MessageCodec.decode(MessageCodec.encode(message));
        } catch (MalformedMessage wrong) {
            throw new AssertionError(wrong);
        }
    }
}
