package lnhub.actors.channel;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lnhub.actors.chain.ChainWatcher;
import lnhub.actors.entity.Backlog;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.channel.Channel;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Closed;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Context;
import lnhub.protocol.channel.Decision;
import lnhub.protocol.channel.Event;
import lnhub.protocol.channel.Link;
import lnhub.protocol.channel.Live;
import lnhub.protocol.channel.Signer;
import lnhub.protocol.channel.Unfunded;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * One channel. The journal's primary key makes it the only writer of its events: when an append fails the entity says
 * nothing more to anybody, stops, and is recovered from the journal.
 */
public final class ChannelEntity
        extends EventSourcedBehavior<ChannelMessage, Event.Recorded, ChannelState> {
    public static final EntityTypeKey<ChannelMessage> KEY =
            EntityTypeKey.create(ChannelMessage.class, "channel");

    /** Rounds of the commitment dance between two snapshots; older journal rows go with the snapshot before. */
    private static final int EVENTS_PER_SNAPSHOT = 100;

    private final ChannelRef ref;
    private final ChannelServices services;
    private final ActorContext<ChannelMessage> context;
    private final TimerScheduler<ChannelMessage> timers;
    private final Consumer<ActorRef<ChannelMessage>> passivate;
    private final Backlog<ChannelMessage, Event.Recorded, ChannelState> backlog;
    private final Signer signer;
    private final ChannelEffects effects;
    private Link link = Link.DOWN;
    private final PeerLink peer;
    /** Until the chain was searched for what happened while we were away nothing is said to the peer. */
    private boolean caughtUp = true;
    /** Until then: that the peer is connected, and what it has said since. Its connection's credit bounds it. */
    private final List<ChannelMessage> early = new ArrayList<>();
    /** With whom the channel is being opened. */
    private Optional<PublicKey> opener = Optional.empty();

    public static String persistenceId(ChannelRef ref) {
        return PersistenceId.of(KEY.name(), ref.toHex()).id();
    }

    /** @param passivate asks the shard to end and forget this entity; it then gets {@link ChannelMessage.Vanish} */
    public static Behavior<ChannelMessage> create(ChannelRef ref, ChannelServices services, ClusterSharding sharding,
            Consumer<ActorRef<ChannelMessage>> passivate) {
        return Behaviors.<ChannelMessage>supervise(Behaviors.setup(context -> Behaviors.withTimers(timers ->
                Backlog.<ChannelMessage, Event.Recorded, ChannelState>of(ChannelMessage.class, context,
                        new ChannelMessage.Next(), backlog ->
                        new ChannelEntity(ref, services, sharding, context, timers, passivate, backlog)))))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    }

    private ChannelEntity(ChannelRef ref, ChannelServices services, ClusterSharding sharding,
            ActorContext<ChannelMessage> context, TimerScheduler<ChannelMessage> timers,
            Consumer<ActorRef<ChannelMessage>> passivate,
            Backlog<ChannelMessage, Event.Recorded, ChannelState> backlog) {
        super(PersistenceId.of(KEY.name(), ref.toHex()));
        this.ref = ref;
        this.services = services;
        this.context = context;
        this.timers = timers;
        this.passivate = passivate;
        this.backlog = backlog;
        this.signer = services.signers().apply(ref);
        this.peer = new PeerLink(ref, context.getSelf());
        this.effects = new ChannelEffects(ref, services, sharding, context, timers, peer);
    }

    @Override
    public ChannelState emptyState() {
        return ChannelState.NEW;
    }

    @Override
    public EventHandler<ChannelState, Event.Recorded> eventHandler() {
        return ChannelState::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, 1).withDeleteEventsOnSnapshot();
    }

    @Override
    public CommandHandler<ChannelMessage, Event.Recorded, ChannelState> commandHandler() {
        return backlog.handler(Effect().none(), this::onMessage);
    }

    private Effect<Event.Recorded, ChannelState> onMessage(ChannelState state, ChannelMessage message) {
        if (state instanceof Live live && live.mayForwardLater() && services.lost().test(ref)) {
            // Before anything else: nothing may be signed or published on what may be an old state.
            context.getSelf().tell(message);
            return decide(state, new Command.DeclareLost("the database was restored from an older backup"));
        }
        return switch (message) {
            case ChannelMessage.Tell tell -> {
                caughtUpBy(tell.command());
                yield decide(state, tell.command());
            }
            case ChannelMessage.FromPeer from when peer.isCurrent(from.connection()) -> fromPeer(state, from);
            case ChannelMessage.FromPeer from when isEarly(from.connection()) -> heard(() -> early.add(from));
            case ChannelMessage.FromPeer stale -> heard(() -> refuse(state, stale.connection()));
            case ChannelMessage.Ask ask -> {
                effects.expect(ask.replyTo());
                yield decide(state, ask.command());
            }
            case ChannelMessage.PeerConnected connected -> connected(state, connected);
            case ChannelMessage.PeerDisconnected gone when peer.isCurrent(gone.connection()) -> disconnected(state);
            case ChannelMessage.PeerDisconnected gone when isEarly(gone.connection()) -> heard(early::clear);
            case ChannelMessage.PeerDisconnected stale -> Effect().none();
            case ChannelMessage.Count count when isEarly(count.connection()) -> heard(() -> early.add(count));
            case ChannelMessage.Count count when peer.isCurrent(count.connection()) -> heard(() -> peer.count(count));
            case ChannelMessage.Count stale -> heard(() -> refuse(state, stale.connection()));
            case ChannelMessage.Query query -> heard(() ->
                    query.replyTo().tell(new ChannelMessage.Snapshot(state, link.phase() == Link.Phase.UP)));
            case ChannelMessage.Published published -> heard(() -> effects.answer(published.outcome()));
            case ChannelMessage.PolicyChanged changed -> heard(() ->
                    services.directory().get(ref).ifPresent(effects::tellGossip));
            case ChannelMessage.Registered known -> heard(effects::registered);
            case ChannelMessage.Tick tick -> {
                effects.registerAgain(state);
                yield decide(state, new Command.PayDebts());
            }
            case ChannelMessage.Next stale -> Effect().none();
            case ChannelMessage.Vanish vanish -> Effect().stop();
        };
    }

    /** What was on its way when a channel came to its end, or to nothing, is no reason to part from the peer. */
    private void refuse(ChannelState state, ActorRef<ConnectionMessage> unknown) {
        if (!(state instanceof Unfunded)) {
            peer.refuse(unknown);
        }
    }

    private Effect<Event.Recorded, ChannelState> connected(ChannelState state,
            ChannelMessage.PeerConnected connected) {
        if (!caughtUp) {
            early.clear();
            early.add(connected);
            return Effect().none();
        }
        peer.connection().ifPresent(context::unwatch);
        context.watchWith(connected.connection(), new ChannelMessage.PeerDisconnected(connected.connection()));
        peer.connected(connected.connection());
        return decide(state, new Command.Connected(connected.features()));
    }

    private Effect<Event.Recorded, ChannelState> heard(Runnable reaction) {
        reaction.run();
        return Effect().none();
    }

    private Effect<Event.Recorded, ChannelState> fromPeer(ChannelState state, ChannelMessage.FromPeer from) {
        return peer.received(from) ? decide(state, new Command.FromPeer(from.message())) : Effect().none();
    }

    private Effect<Event.Recorded, ChannelState> disconnected(ChannelState state) {
        peer.connection().ifPresent(context::unwatch);
        peer.disconnected();
        return decide(state, new Command.Disconnected());
    }

    private void caughtUpBy(Command command) {
        if (command instanceof Command.CaughtUp && !caughtUp) {
            caughtUp = true;
            backlog.first(early);
            early.clear();
        }
    }

    private boolean isEarly(ActorRef<ConnectionMessage> from) {
        return !early.isEmpty() && early.getFirst() instanceof ChannelMessage.PeerConnected connected
                && connected.connection().equals(from);
    }

    private void dropConnection() {
        peer.drop();
        if (!early.isEmpty() && early.getFirst() instanceof ChannelMessage.PeerConnected connected) {
            connected.connection().tell(new ConnectionMessage.Close("a channel restarts"));
        }
    }

    /** Effects run only after the events are durable; while they are written other messages wait. */
    private Effect<Event.Recorded, ChannelState> decide(ChannelState state, Command command) {
        notice(command);
        Decision decision = Channel.decide(state, command, link, world());
        return switch (decision) {
            case Decision.Recorded recorded -> Effect().persist(new Event.Recorded(recorded.events()))
                    .thenRun(after -> {
                        link = recorded.link();
                        effects.run(recorded.effects(), after);
                        settled(state, after);
                        services.directory().turns().tell(ref, Optional.of(state), after, lastSequenceNumber(context));
                    });
            case Decision.Unrecorded unrecorded -> {
                boolean wasUp = link.phase() == Link.Phase.UP;
                link = unrecorded.link();
                effects.run(unrecorded.effects(), state);
                if (wasUp != (link.phase() == Link.Phase.UP)) {
                    show(state, !wasUp);
                }
                if (isGarbage(state)) {
                    vanish(state);
                }
                yield Effect().none();
            }
        };
    }

    private void notice(Command command) {
        switch (command) {
            case Command.Open open -> opener = Optional.of(open.remoteNodeId());
            case Command.Accept accept -> opener = Optional.of(accept.remoteNodeId());
            default -> { }
        }
    }

    /** A channel that was never funded and is not being opened any more, or has ended and owes nobody anything. */
    private boolean isGarbage(ChannelState state) {
        return switch (state) {
            case Unfunded unfunded -> link.negotiation().isEmpty() && effects.hasAnswered();
            case Closed closed -> closed.debts().isEmpty();
            case Live live -> false;
        };
    }

    private void show(ChannelState state, boolean connected) {
        services.directory().update(ref, state, connected, lastSequenceNumber(context))
                .ifPresent(effects::tellGossip);
    }

    private void settled(ChannelState before, ChannelState after) {
        show(after, link.phase() == Link.Phase.UP);
        effects.stateChanged(before, after);
        if (isGarbage(after)) {
            vanish(after);
        }
    }

    /** The peer has nothing more to hear of this channel, so its connection outlives it. */
    private void vanish(ChannelState state) {
        remoteNodeId(state).ifPresent(effects::ended);
        peer.leave();
        passivate.accept(context.getSelf());
    }

    private Optional<PublicKey> remoteNodeId(ChannelState state) {
        return switch (state) {
            case Live live -> Optional.of(live.funded().params().remoteNodeId());
            case Closed closed -> Optional.of(closed.params().remoteNodeId());
            case Unfunded unfunded -> opener;
        };
    }

    private Context world() {
        return new Context(services.nodeId(), services.blockHeight().getAsInt(),
                services.heightForDeadlines().getAsInt(), services.clock().millis(),
                services.feeratePerKw().getAsInt(), services.feerates(), services.chainHash(), services.policy(),
                signer, services.nodeKey(), services.relay());
    }

    @Override
    public SignalHandler<ChannelState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PreRestart.class, (state, signal) -> {
                    dropConnection();
                    services.directory().restarting(ref).ifPresent(effects::tellGossip);
                })
                .onSignal(PostStop.class, (state, signal) -> stopped(state))
                .build();
    }

    /** It may live on in another process: what this one knows of it must not be told it any more. */
    private void stopped(ChannelState state) {
        dropConnection();
        effects.left(state);
        services.residents().left(ref, context.getSelf());
        services.directory().left(ref);
        services.chain().tell(new ChainWatcher.Forget(ref));
    }

    /** Nothing was sent since the process died: say who we are, and repeat what is owed. */
    private void recovered(ChannelState state) {
        link = Link.DOWN;
        services.residents().arrived(ref, context.getSelf());
        if (state instanceof Unfunded) {
            return;
        }
        caughtUp = !(state instanceof Live live && live.mayForwardLater());
        timers.startTimerWithFixedDelay("tick", new ChannelMessage.Tick(), services.tick());
        show(state, false);
        effects.recovered(state);
        context.getSelf().tell(new ChannelMessage.Tick());
        services.directory().turns().tell(ref, Optional.empty(), state, lastSequenceNumber(context));
    }

    /** The ids that name this channel to the peer; empty before its funding is known. */
    static Optional<Bytes32> channelId(ChannelState state) {
        return switch (state) {
            case Live live -> Optional.of(live.funded().params().channelId());
            case Closed closed -> Optional.of(closed.params().channelId());
            case Unfunded unfunded -> Optional.empty();
        };
    }
}
