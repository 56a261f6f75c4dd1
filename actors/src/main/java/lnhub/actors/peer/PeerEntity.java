package lnhub.actors.peer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lnhub.actors.channel.ChannelEntity;
import lnhub.actors.channel.ChannelMessage;
import lnhub.actors.entity.Backlog;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect.Outcome;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.OpenChannel;

/**
 * One peer: its current connection, the channels with it, and where to dial it. Durable are the channels, awake or
 * not, and the address.
 */
public final class PeerEntity extends EventSourcedBehavior<PeerMessage, PeerEvent, PeerState> {
    public static final EntityTypeKey<PeerMessage> KEY = EntityTypeKey.create(PeerMessage.class, "peer");

    private static final int EVENTS_PER_SNAPSHOT = 20;
    /** The last type of a message of one channel that an unknown channel is answered to. */
    private static final int LAST_CHANNEL_MESSAGE = 255;
    private static final int MAX_EARLY = 64;

    private final PublicKey nodeId;
    private final PeerServices services;
    private final ClusterSharding sharding;
    private final ActorContext<PeerMessage> context;
    private final TimerScheduler<PeerMessage> timers;
    private final Backlog<PeerMessage, PeerEvent, PeerState> backlog;
    private final Map<Bytes32, ChannelRef> opening = new HashMap<>();
    private final Dialler dialler;
    /** What the peer said to reestablish channels that are not known, or not yet. */
    private final Map<Bytes32, PeerMessage.Unrouted> early = new HashMap<>();
    private Optional<PeerMessage.Connected> current = Optional.empty();
    /** Channels that the peer wants and that wait for a script of ours. */
    private int preparing;
    private int connections;

    public static Behavior<PeerMessage> create(PublicKey nodeId, PeerServices services, ClusterSharding sharding) {
        return Behaviors.<PeerMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers ->
                Backlog.<PeerMessage, PeerEvent, PeerState>of(PeerMessage.class, context, new PeerMessage.Next(),
                        backlog -> new PeerEntity(nodeId, services, sharding, context, timers, backlog)))))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    private PeerEntity(PublicKey nodeId, PeerServices services, ClusterSharding sharding,
            ActorContext<PeerMessage> context, TimerScheduler<PeerMessage> timers,
            Backlog<PeerMessage, PeerEvent, PeerState> backlog) {
        super(PersistenceId.of(KEY.name(), nodeId.toHex()));
        this.nodeId = nodeId;
        this.services = services;
        this.sharding = sharding;
        this.context = context;
        this.timers = timers;
        this.backlog = backlog;
        this.dialler = new Dialler(nodeId, services, context, timers);
    }

    @Override
    public PeerState emptyState() {
        return PeerState.NEW;
    }

    @Override
    public EventHandler<PeerState, PeerEvent> eventHandler() {
        return PeerState::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, 1).withDeleteEventsOnSnapshot();
    }

    @Override
    public SignalHandler<PeerState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), dialler::lost)
                .onSignal(PreRestart.class, (state, signal) -> dropConnection())
                .onSignal(PostStop.class, (state, signal) -> dropConnection())
                .build();
    }

    @Override
    public CommandHandler<PeerMessage, PeerEvent, PeerState> commandHandler() {
        return backlog.handler(Effect().none(), this::onMessage);
    }

    private Effect<PeerEvent, PeerState> onMessage(PeerState state, PeerMessage message) {
        switch (message) {
            case PeerMessage.Connected connected -> {
                return connected(state, connected);
            }
            case PeerMessage.Disconnected gone -> disconnected(state, gone);
            case PeerMessage.Register register -> {
                return register(state, register);
            }
            case PeerMessage.Ended ended -> {
                return ended(state, ended);
            }
            case PeerMessage.Opening open -> opening(state, open);
            case PeerMessage.AcceptWithScript accept -> accept(state, accept);
            case PeerMessage.Unrouted unrouted -> unrouted(state, unrouted);
            case PeerMessage.Failed failed -> failed(state, failed);
            case PeerMessage.Connect connect -> dialler.connect(connect, current.isPresent());
            case PeerMessage.DialFailed failed -> dialler.dialled(state, failed.reason(), current.isPresent());
            case PeerMessage.Open open -> open(open);
            case PeerMessage.OpenWithScript open -> open(open);
            case PeerMessage.Query query -> query.replyTo().tell(new PeerMessage.Status(current.isPresent(),
                    current.map(PeerMessage.Connected::remote),
                    current.map(PeerMessage.Connected::incoming).orElse(false),
                    current.map(PeerMessage.Connected::features), Math.max(0, connections - 1),
                    state.channels().size()));
            case PeerMessage.Next stale -> { }
            case PeerMessage.Reconnect again -> dialler.reconnect(state, current.isPresent());
            case PeerMessage.Unknown unknown -> unknown(unknown.channelId());
        }
        return Effect().none();
    }

    // --- connections ---

    private Effect<PeerEvent, PeerState> connected(PeerState state, PeerMessage.Connected connected) {
        if (isCurrent(connected.connection())) {
            // It has not heard the answer yet.
            connected.connection().tell(new ConnectionMessage.Attach(routes(state), context.getSelf()));
            return Effect().none();
        }
        current.ifPresent(old -> {
            context.unwatch(old.connection());
            old.connection().tell(new ConnectionMessage.Close("replaced by a new connection"));
        });
        context.watchWith(connected.connection(), new PeerMessage.Disconnected(connected.connection(),
                "its process is gone"));
        current = Optional.of(connected);
        opening.clear();
        early.clear();
        connections++;
        // A channel must hear of the connection before it hears anything over it.
        state.channels().keySet().forEach(ref ->
                channel(ref, new ChannelMessage.PeerConnected(connected.connection(), connected.channelFeatures())));
        connected.connection().tell(new ConnectionMessage.Attach(routes(state), context.getSelf()));
        dialler.connected();
        if (connected.incoming() || state.address().map(connected.remote()::equals).orElse(false)) {
            return Effect().none();
        }
        return Effect().persist(new PeerEvent.Reached(connected.remote().host(), connected.remote().port()));
    }

    private static Map<Bytes32, ChannelRef> routes(PeerState state) {
        Map<Bytes32, ChannelRef> routes = new HashMap<>();
        state.channels().forEach((ref, channelId) -> routes.put(channelId, ref));
        return routes;
    }

    private void disconnected(PeerState state, PeerMessage.Disconnected gone) {
        if (current.isEmpty() || !current.get().connection().equals(gone.connection())) {
            return;
        }
        context.unwatch(gone.connection());
        current = Optional.empty();
        opening.values().forEach(ref -> channel(ref, new ChannelMessage.PeerDisconnected(gone.connection())));
        state.channels().keySet().forEach(ref ->
                channel(ref, new ChannelMessage.PeerDisconnected(gone.connection())));
        opening.clear();
        dialler.lost(state);
    }

    /** The next incarnation knows nothing of this connection. */
    private void dropConnection() {
        current.ifPresent(connected -> connected.connection().tell(
                new ConnectionMessage.Close("the peer's entity restarts")));
        current = Optional.empty();
    }

    // --- channels ---

    /** A channel is awake. One that was known has been told of the connection when that came. */
    private Effect<PeerEvent, PeerState> register(PeerState state, PeerMessage.Register register) {
        boolean known = state.channels().containsKey(register.ref());
        boolean fresh = opening.values().remove(register.ref());
        if (current.isPresent()) {
            if (!known && !fresh) {
                channel(register.ref(), new ChannelMessage.PeerConnected(current.get().connection(),
                        current.get().channelFeatures()));
            }
            current.get().connection().tell(new ConnectionMessage.Route(register.channelId(), register.ref()));
            Optional.ofNullable(early.remove(register.channelId())).ifPresent(said ->
                    channel(register.ref(), uncounted(said)));
        } else {
            dialler.lost(state);
        }
        if (known) {
            channel(register.ref(), new ChannelMessage.Registered());
            return Effect().none();
        }
        return Effect().persist(new PeerEvent.ChannelBegun(register.ref(), register.channelId()))
                .thenRun(after -> channel(register.ref(), new ChannelMessage.Registered()));
    }

    private Effect<PeerEvent, PeerState> ended(PeerState state, PeerMessage.Ended ended) {
        opening.values().remove(ended.ref());
        return state.channels().containsKey(ended.ref())
                ? Effect().persist(new PeerEvent.ChannelEnded(ended.ref())) : Effect().none();
    }

    private void open(PeerMessage.Open open) {
        if (current.isEmpty()) {
            open.replyTo().tell(new Outcome.Refused("the peer is not connected"));
            return;
        }
        context.pipeToSelf(services.wallet().newScript(), (script, failure) -> new PeerMessage.OpenWithScript(open,
                Optional.ofNullable(script), failure == null ? "" : String.valueOf(failure.getMessage())));
    }

    private void open(PeerMessage.OpenWithScript prepared) {
        PeerMessage.Open open = prepared.open();
        if (prepared.script().isEmpty() || current.isEmpty()) {
            open.replyTo().tell(new Outcome.Refused(current.isEmpty() ? "the peer is not connected"
                    : "the wallet gives no address: " + prepared.failure()));
            return;
        }
        Bytes script = open.closeAddress().map(services.wallet()::scriptOf).orElse(prepared.script().get());
        ChannelRef ref = ChannelRef.with(nodeId, services.random().get());
        Bytes32 temporaryId = services.random().get();
        start(temporaryId, ref);
        channel(ref, new ChannelMessage.Ask(new Command.Open(ref, nodeId, temporaryId, open.fundingSat(),
                open.pushMsat(), open.announce(),
                open.anchors() ? CommitmentFormat.ANCHORS : CommitmentFormat.STATIC_REMOTE_KEY, script),
                open.replyTo()));
    }

    private void start(Bytes32 temporaryId, ChannelRef ref) {
        PeerMessage.Connected connected = current.orElseThrow();
        opening.put(temporaryId, ref);
        channel(ref, new ChannelMessage.PeerConnected(connected.connection(), connected.channelFeatures()));
        connected.connection().tell(new ConnectionMessage.Route(temporaryId, ref));
    }

    private void opening(PeerState state, PeerMessage.Opening request) {
        if (isCurrent(request.connection())) {
            int begun = opening.size() + preparing;
            if (begun >= services.maxOpening() || state.channels().size() >= services.maxChannels()) {
                refuse(request.message(), "you have " + begun + " channels opening and " + state.channels().size()
                        + " open; allowed are " + services.maxOpening() + " and " + services.maxChannels());
                return;
            }
            preparing++;
            context.pipeToSelf(services.wallet().newScript(), (script, failure) -> new PeerMessage.AcceptWithScript(
                    request, Optional.ofNullable(script), failure == null ? "" : String.valueOf(failure.getMessage())));
        }
    }

    private void accept(PeerState state, PeerMessage.AcceptWithScript prepared) {
        preparing--;
        OpenChannel message = prepared.opening().message();
        if (!isCurrent(prepared.opening().connection())) {
            return;
        }
        if (prepared.script().isEmpty()) {
            refuse(message, "no address to be paid at");
        } else if (opening.containsKey(message.temporaryChannelId())
                || state.channel(message.temporaryChannelId()).isPresent()) {
            refuse(message, "temporary_channel_id is in use");
        } else {
            ChannelRef ref = ChannelRef.with(nodeId, services.random().get());
            start(message.temporaryChannelId(), ref);
            channel(ref, new ChannelMessage.Tell(new Command.Accept(ref, nodeId, message, prepared.script().get())));
        }
    }

    private void refuse(OpenChannel message, String reason) {
        send(error(message.temporaryChannelId(), reason));
    }

    /** A channel we never had, or that has ended: the peer should know (BOLT 1, "The error and warning Messages"). */
    private void unrouted(PeerState state, PeerMessage.Unrouted unrouted) {
        if (!isCurrent(unrouted.connection())) {
            return;
        }
        Bytes32 id = unrouted.message().channelId();
        Optional<ChannelRef> ref = state.channel(id).or(() -> Optional.ofNullable(opening.get(id)));
        if (ref.isPresent()) {
            channel(ref.get(), uncounted(unrouted));
        } else if (unrouted.message() instanceof ChannelReestablish && early.size() < MAX_EARLY
                && services.untilAwake().isPositive()) {
            early.put(id, unrouted);
            timers.startSingleTimer(id, new PeerMessage.Unknown(id), services.untilAwake());
        } else if (unrouted.message().type() <= LAST_CHANNEL_MESSAGE && !early.containsKey(id)) {
            send(error(id, "unknown channel"));
        }
    }

    private static ChannelMessage uncounted(PeerMessage.Unrouted unrouted) {
        return new ChannelMessage.FromPeer(unrouted.connection(), ChannelMessage.FromPeer.UNCOUNTED,
                unrouted.message());
    }

    private void unknown(Bytes32 channelId) {
        if (early.remove(channelId) != null) {
            send(error(channelId, "unknown channel"));
        }
    }

    private void failed(PeerState state, PeerMessage.Failed failed) {
        if (!isCurrent(failed.connection())) {
            return;
        }
        Command error = new Command.PeerError(failed.text());
        state.channels().forEach((ref, id) -> {
            if (failed.channelId().equals(Bytes32.ZEROES) || failed.channelId().equals(id)) {
                channel(ref, new ChannelMessage.Tell(error));
            }
        });
        opening.forEach((id, ref) -> {
            if (failed.channelId().equals(Bytes32.ZEROES) || failed.channelId().equals(id)) {
                channel(ref, new ChannelMessage.Tell(error));
            }
        });
        opening.remove(failed.channelId());
    }

    private boolean isCurrent(ActorRef<ConnectionMessage> connection) {
        return current.isPresent() && current.get().connection().equals(connection);
    }

    private void channel(ChannelRef ref, ChannelMessage message) {
        sharding.entityRefFor(ChannelEntity.KEY, ref.toHex()).tell(message);
    }

    private void send(Message message) {
        current.ifPresent(connected -> connected.connection().tell(new ConnectionMessage.Send(message)));
    }

    private static ErrorMessage error(Bytes32 channelId, String reason) {
        return new ErrorMessage(channelId, Bytes.wrap(reason.getBytes(StandardCharsets.US_ASCII)));
    }
}
