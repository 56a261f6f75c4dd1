package lnhub.actors.peer;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.actors.channel.ChannelEntity;
import lnhub.actors.gossip.GossipCommand;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.Init;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.OpenChannel;
import lnhub.protocol.wire.Ping;
import lnhub.protocol.wire.Pong;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UnknownMessage;
import lnhub.protocol.wire.Warning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from init to its end (BOLT 1). Lives where the TCP connection is. It lets only so many messages of
 * the peer wait in the node: past that it stops reading, which slows the peer and nobody else.
 */
public final class ConnectionActor extends AbstractBehavior<ConnectionMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionActor.class);
    /** Channel messages that may be under way inside the node before we stop reading, and where we start again. */
    private static final int MAX_UNCONSUMED = 4_096;
    private static final int RESUME_BELOW = 2_048;
    /** No pong is owed for a ping that asks for so much (BOLT 1, "The ping and pong Messages"). */
    private static final int NO_PONG = 65_532;
    /** How often the peer's entity is told of the connection until it answers. */
    private static final Duration INTRODUCE_AGAIN = Duration.ofSeconds(1);
    private static final int MAX_INTRODUCTIONS = 30;

    private final PeerConnection peer;
    private final ConnectionServices services;
    private final ClusterSharding sharding;
    private final TimerScheduler<ConnectionMessage> timers;
    private final Map<Bytes32, ChannelRef> routes = new HashMap<>();
    private final Lanes lanes = new Lanes();
    private final List<ChannelMessage> early = new ArrayList<>();
    private boolean initialised;
    private boolean attached;
    private PeerMessage.Connected connected;
    private int introductions;
    private boolean awaitingPong;
    private long pingedAt;
    private boolean heard;
    private boolean paused;
    private String why = "the node is stopping";

    public static Behavior<ConnectionMessage> create(PeerConnection peer, ConnectionServices services,
            ClusterSharding sharding) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new ConnectionActor(peer, services, sharding, context, timers)));
    }

    private ConnectionActor(PeerConnection peer, ConnectionServices services, ClusterSharding sharding,
            ActorContext<ConnectionMessage> context, TimerScheduler<ConnectionMessage> timers) {
        super(context);
        this.peer = peer;
        this.services = services;
        this.sharding = sharding;
        this.timers = timers;
        peer.send(new Init(services.features(), List.of(services.chainHash()), TlvStream.EMPTY));
        timers.startTimerWithFixedDelay("heartbeat", new ConnectionMessage.Heartbeat(), services.heartbeat());
    }

    @Override
    public Receive<ConnectionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(ConnectionMessage.class, this::onMessage)
                .onSignal(PostStop.class, signal -> closed())
                .build();
    }

    private Behavior<ConnectionMessage> onMessage(ConnectionMessage message) {
        switch (message) {
            case ConnectionMessage.Received received -> received(received.message());
            case ConnectionMessage.Send send -> peer.send(send.message());
            case ConnectionMessage.ReportUnsent report -> services.gossip().tell(
                    new GossipCommand.Unsent(getContext().getSelf(), peer.unflushedBytes()));
            case ConnectionMessage.Attach attach -> attach(attach);
            case ConnectionMessage.Route route -> routes.put(route.channelId(), route.ref());
            case ConnectionMessage.FromChannel from -> fromChannel(from);
            case ConnectionMessage.Speaks speaks -> speaks(speaks);
            case ConnectionMessage.Leaves leaves -> leaves(leaves.ref());
            case ConnectionMessage.Consumed consumed -> {
                lanes.consumed(consumed.ref(), consumed.messages());
                resumeIfRoom();
            }
            case ConnectionMessage.Counted counted -> counted(counted);
            case ConnectionMessage.Introduce again -> introduce();
            case ConnectionMessage.Gone gone -> peer.close("a process of this node is gone");
            case ConnectionMessage.Close close -> peer.close(close.why());
            case ConnectionMessage.Heartbeat beat -> heartbeat();
            case ConnectionMessage.Closed closed -> {
                why = closed.why();
                return Behaviors.stopped();
            }
        }
        return this;
    }

    private Behavior<ConnectionMessage> closed() {
        peer.close(why);
        services.connections().closed(peer);
        if (initialised) {
            tellPeer(new PeerMessage.Disconnected(getContext().getSelf(), why));
            services.gossip().tell(new GossipCommand.PeerDisconnected(getContext().getSelf()));
        }
        return this;
    }

    private void received(Message message) {
        heard = true;
        if (!initialised) {
            first(message);
            return;
        }
        switch (message) {
            case Init again -> refuse("init was sent twice");
            case Ping ping -> {
                if (ping.numPongBytes() < NO_PONG) {
                    peer.send(new Pong(ping.numPongBytes()));
                }
            }
            case Pong pong -> pong();
            case Warning warning -> LOG.info("peer {} warns: {}", peer.nodeId(), printable(warning.data()));
            case ErrorMessage error -> tellPeer(new PeerMessage.Failed(getContext().getSelf(), error.channelId(),
                    printable(error.data())));
            case GossipMessage gossip -> services.gossip().tell(
                    new GossipCommand.FromPeer(getContext().getSelf(), peer.nodeId(), gossip));
            case ChannelMessage channel -> channelMessage(channel);
            case UnknownMessage unknown -> { }
        }
    }

    /** Nothing may come before init, and what it says may be reason to part (BOLT 1, "The init Message"). */
    private void first(Message message) {
        if (!(message instanceof Init init)) {
            refuse("expected init, got a message of type " + message.type());
            return;
        }
        Optional<String> reason = InitMessages.refusal(init, services);
        if (reason.isPresent()) {
            refuse(reason.get());
            return;
        }
        initialised = true;
        services.connections().opened(peer);
        connected = new PeerMessage.Connected(getContext().getSelf(), init.features(),
                InitMessages.channelFeatures(init.features(), services.features()),
                PeerMessage.Address.of(peer.remote()), peer.incoming());
        introduce();
        boolean queries = init.features().supports(Features.GOSSIP_QUERIES)
                && services.features().supports(Features.GOSSIP_QUERIES);
        services.gossip().tell(new GossipCommand.PeerConnected(getContext().getSelf(), peer.nodeId(), queries));
    }

    /** The peer's entity may be on its way to another process, or its process dead and not yet known to be. */
    private void introduce() {
        if (attached) {
            return;
        }
        if (introductions++ == MAX_INTRODUCTIONS) {
            peer.close("the peer's entity does not answer");
        } else {
            tellPeer(connected);
            timers.startSingleTimer("introduce", new ConnectionMessage.Introduce(), INTRODUCE_AGAIN);
        }
    }

    private void channelMessage(ChannelMessage message) {
        if (attached) {
            route(message);
        } else {
            early.add(message);
        }
        pauseIfFull();
    }

    private void attach(ConnectionMessage.Attach attach) {
        if (attached) {
            return;
        }
        getContext().watchWith(attach.peer(), new ConnectionMessage.Gone());
        routes.putAll(attach.routes());
        attached = true;
        early.forEach(this::route);
        early.clear();
    }

    private void route(ChannelMessage message) {
        ChannelRef ref = routes.get(message.channelId());
        if (ref != null) {
            sharding.entityRefFor(ChannelEntity.KEY, ref.toHex()).tell(
                    new lnhub.actors.channel.ChannelMessage.FromPeer(getContext().getSelf(), lanes.send(ref), message));
        } else if (message instanceof OpenChannel open) {
            tellPeer(new PeerMessage.Opening(getContext().getSelf(), open));
        } else {
            tellPeer(new PeerMessage.Unrouted(getContext().getSelf(), message));
        }
    }

    private void fromChannel(ConnectionMessage.FromChannel from) {
        if (lanes.receive(from.ref(), from.number())) {
            peer.send(from.message());
        } else {
            // The peer must not hear what comes after without what came before.
            peer.close("messages of a channel were lost inside this node");
        }
    }

    private void speaks(ConnectionMessage.Speaks speaks) {
        lanes.speaks(speaks.ref(), speaks.channel()).ifPresent(getContext()::unwatch);
        getContext().watchWith(speaks.channel(), new ConnectionMessage.Gone());
    }

    private void leaves(ChannelRef ref) {
        lanes.leaves(ref).ifPresent(getContext()::unwatch);
        routes.values().removeIf(ref::equals);
        resumeIfRoom();
    }

    private void counted(ConnectionMessage.Counted counted) {
        if (!lanes.counted(counted)) {
            peer.close("messages of a channel were lost inside this node");
        }
        resumeIfRoom();
    }

    private long unconsumed() {
        return lanes.unconsumed() + early.size();
    }

    private void resumeIfRoom() {
        if (paused && unconsumed() < RESUME_BELOW) {
            paused = false;
            peer.resumeReading();
        }
    }

    private void pauseIfFull() {
        if (!paused && unconsumed() >= MAX_UNCONSUMED) {
            paused = true;
            peer.pauseReading();
        }
    }

    /** A peer that says nothing between two heartbeats is asked; one that does not answer either is gone. */
    private void heartbeat() {
        if (!initialised) {
            refuse("no init in time");
        } else if (awaitingPong && !heard && !paused) {
            peer.close("the peer does not answer pings");
        } else if (!heard) {
            awaitingPong = true;
            pingedAt = System.nanoTime();
            peer.send(new Ping(1, 0));
        }
        heard = false;
        lanes.count((ref, sent) -> sharding.entityRefFor(ChannelEntity.KEY, ref.toHex()).tell(
                new lnhub.actors.channel.ChannelMessage.Count(getContext().getSelf(), sent)));
    }

    private void pong() {
        if (awaitingPong) {
            services.connections().pinged(peer, Duration.ofNanos(System.nanoTime() - pingedAt));
        }
        awaitingPong = false;
    }

    private void refuse(String reason) {
        LOG.info("closing the connection to {}: {}", peer.nodeId(), reason);
        peer.send(new Warning(Bytes32.ZEROES, Bytes.wrap(reason.getBytes(StandardCharsets.US_ASCII))));
        peer.close(reason);
    }

    private void tellPeer(PeerMessage message) {
        sharding.entityRefFor(PeerEntity.KEY, peer.nodeId().toHex()).tell(message);
    }

    /** A peer's text as far as it can be shown (BOLT 1: check before printing). */
    private static String printable(Bytes data) {
        String text = new String(data.unsafeArray(), StandardCharsets.US_ASCII);
        String shown = text.replaceAll("[^\\x20-\\x7e]", "?");
        return shown.length() <= 300 ? shown : shown.substring(0, 300);
    }
}
