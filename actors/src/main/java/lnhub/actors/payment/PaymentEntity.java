package lnhub.actors.payment;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import java.util.ArrayList;
import java.util.List;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.entity.Backlog;
import lnhub.actors.payment.PaymentCommand.AskAgain;
import lnhub.actors.payment.PaymentCommand.Next;
import lnhub.actors.payment.PaymentCommand.Pay;
import lnhub.actors.payment.PaymentCommand.Refused;
import lnhub.actors.payment.PaymentCommand.RouteFound;
import lnhub.actors.payment.PaymentCommand.Settled;
import lnhub.actors.payment.PaymentCommand.Stop;
import lnhub.actors.payment.PaymentCommand.Taken;
import lnhub.actors.payment.PaymentCommand.Track;
import lnhub.actors.payment.PaymentCommand.Wake;
import lnhub.actors.payment.PaymentCommand.WatcherGone;
import lnhub.actors.payment.PaymentEvent.AttemptFailed;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;
import lnhub.actors.payment.PaymentEvent.PaymentFailed;
import lnhub.actors.payment.PaymentEvent.PaymentStarted;
import lnhub.actors.payment.PaymentEvent.PaymentSucceeded;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Offer;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.units.Bytes32;

/**
 * The payment of one payment hash: at most one offer under way. An attempt is durable before it is offered, and over
 * only when its channel has refused it or told its outcome; the channel may forget the outcome only after it is
 * durable here. After a restart the open attempt is offered again, the same to the byte, to the same channel.
 */
final class PaymentEntity extends EventSourcedBehavior<PaymentCommand, PaymentEvent, PaymentState> {
    private static final String ASK_AGAIN = "ask again";

    private final Bytes32 paymentHash;
    private final PaymentPorts ports;
    private final ActorContext<PaymentCommand> context;
    private final TimerScheduler<PaymentCommand> timers;
    private final Runnable passivate;
    private final Runnable wake;
    private final Watchers watchers;

    /** How long an entity that has nothing to do waits for what woke it up. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Backlog<PaymentCommand, PaymentEvent, PaymentState> backlog;
    /** A run that becomes durable together with its first attempt. */
    private Optional<PaymentStarted> asked = Optional.empty();
    private boolean searching;
    private Optional<OpenOffer> offer = Optional.empty();

    /** The offer under way. @param taken whether its channel has said that it carries it, or how it ended */
    private record OpenOffer(long number, boolean taken) {
    }

    private PaymentEntity(Bytes32 paymentHash, PaymentPorts ports, ActorContext<PaymentCommand> context,
            TimerScheduler<PaymentCommand> timers, Runnable passivate, Runnable wake,
            Backlog<PaymentCommand, PaymentEvent, PaymentState> backlog) {
        super(PersistenceId.of("payment", paymentHash.toHex()));
        this.paymentHash = paymentHash;
        this.ports = ports;
        this.context = context;
        this.timers = timers;
        this.passivate = passivate;
        this.wake = wake;
        this.backlog = backlog;
        this.watchers = new Watchers(context);
    }

    /**
     * @param passivate asks for {@link Stop}: a payment stays in memory only while it is in flight
     * @param wake brings it back when work has arrived together with the {@link Stop}
     */
    static Behavior<PaymentCommand> create(Bytes32 paymentHash, PaymentPorts ports, Runnable passivate,
            Runnable wake) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                Backlog.<PaymentCommand, PaymentEvent, PaymentState>of(PaymentCommand.class, context, new Next(),
                        backlog -> new PaymentEntity(paymentHash, ports, context, timers, passivate, wake,
                                backlog))));
    }

    @Override
    public PaymentState emptyState() {
        return PaymentState.NONE;
    }

    @Override
    public EventHandler<PaymentState, PaymentEvent> eventHandler() {
        return PaymentState::apply;
    }

    @Override
    public CommandHandler<PaymentCommand, PaymentEvent, PaymentState> commandHandler() {
        return backlog.handler(Effect().none(), this::onCommand);
    }

    private Effect<PaymentEvent, PaymentState> onCommand(PaymentState state, PaymentCommand command) {
        return switch (command) {
            case Pay pay -> pay(state, pay);
            case Track track -> track(state, track);
            case RouteFound found -> routeFound(state, found);
            case Taken taken -> taken(taken.number());
            case Refused refused -> refused(state, refused);
            case Settled settled -> settled(state, settled);
            case AskAgain again -> askAgain(state, again.number());
            case WatcherGone gone -> run(() -> watchers.remove(gone.watcher()));
            case Wake up -> run(() -> rest(state));
            case Stop stop -> stop(state);
            case Next stale -> Effect().none();
        };
    }

    @Override
    public SignalHandler<PaymentState> signalHandler() {
        return newSignalHandlerBuilder().onSignal(RecoveryCompleted.instance(), this::resume).build();
    }

    private void resume(PaymentState state) {
        if (state.isInFlight()) {
            state.open().ifPresentOrElse(
                    attempt -> makeOffer(attempt.start(), AttemptOnion.offer(order(state), attempt.start())),
                    () -> search(state));
        } else {
            // What woke it up is still on its way: leaving at once would end it with that in its mailbox.
            timers.startSingleTimer(new Wake(), IDLE);
        }
    }

    // --- asking ---

    private Effect<PaymentEvent, PaymentState> pay(PaymentState state, Pay pay) {
        PaymentOrder order = pay.order();
        Optional<PaymentStarted> latest = asked.or(state::start);
        if (latest.filter(started -> started.order().requestId().equals(order.requestId())).isPresent()) {
            return track(state, new Track(-1, pay.replyTo()));
        }
        boolean free = asked.isEmpty() && !state.isInFlight() && state.preimage().isEmpty();
        if (!free || !order.paymentHash().equals(paymentHash)) {
            return run(() -> {
                pay.replyTo().tell(new PaymentAnswer.AlreadyExists());
                rest(state);
            });
        }
        return run(() -> {
            asked = Optional.of(new PaymentStarted(order, ports.clock().millis()));
            watchers.add(pay.replyTo());
            search(state);
        });
    }

    private Effect<PaymentEvent, PaymentState> track(PaymentState state, Track track) {
        return run(() -> {
            if (state.start().isEmpty() && asked.isEmpty()) {
                track.replyTo().tell(new PaymentAnswer.Unknown());
            } else if (asked.isPresent()) {
                watchers.add(track.replyTo());
            } else {
                boolean known = !state.isInFlight() || watchers.add(track.replyTo());
                view(state).filter(view -> !known || view.revision() != track.revision())
                        .ifPresent(view -> track.replyTo().tell(new PaymentAnswer.Current(view)));
            }
            rest(state);
        });
    }

    // --- attempts ---

    private void search(PaymentState state) {
        searching = true;
        PaymentOrder order = order(state);
        long number = state.lastNumber() + 1;
        RouteFinder.Avoided avoided = asked.isPresent() ? RouteFinder.Avoided.NOTHING
                : Lessons.avoided(ports.nodeId(), state.attempts());
        context.pipeToSelf(find(order, avoided), (answer, error) -> {
            if (error != null) {
                context.getSystem().log().error("no route could be searched for {}", order, error);
            }
            return new RouteFound(number,
                    error == null ? answer : new RouteFinder.Answer.None(PaymentFailure.ERROR));
        });
    }

    private CompletionStage<RouteFinder.Answer> find(PaymentOrder order, RouteFinder.Avoided avoided) {
        try {
            return ports.routes().find(order, avoided);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Effect<PaymentEvent, PaymentState> routeFound(PaymentState state, RouteFound found) {
        if (!searching || found.number() != state.lastNumber() + 1) {
            return Effect().none();
        }
        searching = false;
        if (state.preimage().isPresent() || asked.isEmpty() && !state.isInFlight()) {
            asked = Optional.empty();
            return run(() -> changed(state));
        }
        NextAttempt next = NextAttempt.of(asked.or(state::start).orElseThrow(), found.number(), found.answer(),
                ports.secrets(), ports.clock().millis(), context.getLog()).after(asked);
        return Effect().persist(next.events()).thenRun(after -> {
            asked = Optional.empty();
            next.ready().ifPresent(ready -> makeOffer(ready.start(), ready.offer()));
            changed(after);
        });
    }

    private void makeOffer(AttemptStarted attempt, Offer made) {
        offer = Optional.of(new OpenOffer(attempt.number(), false));
        ports.channels().send(attempt.channel(), new Command.OfferHtlc(made));
        timers.startTimerWithFixedDelay(ASK_AGAIN, new AskAgain(attempt.number()), ports.settings().askAgain());
    }

    private Effect<PaymentEvent, PaymentState> askAgain(PaymentState state, long number) {
        Optional<Attempt> open = state.attempt(number).filter(Attempt::isOpen);
        boolean unanswered = waiting(number).filter(made -> !made.taken()).isPresent();
        if (!state.isInFlight() || open.isEmpty() || !unanswered) {
            return Effect().none();
        }
        return run(() -> ports.channels().send(open.get().start().channel(),
                new Command.OfferHtlc(AttemptOnion.offer(order(state), open.get().start()))));
    }

    private Optional<OpenOffer> waiting(long number) {
        return offer.filter(open -> open.number() == number);
    }

    // --- what channels tell ---

    private Effect<PaymentEvent, PaymentState> taken(long number) {
        return run(() -> waiting(number).ifPresent(open -> {
            offer = Optional.of(new OpenOffer(number, true));
            timers.cancel(ASK_AGAIN);
        }));
    }

    /** From a channel that will never take anything. One that might records the refusal and settles with it. */
    private Effect<PaymentEvent, PaymentState> refused(PaymentState state, Refused refused) {
        if (waiting(refused.number()).filter(open -> !open.taken()).isEmpty()) {
            return run(() -> rest(state));
        }
        Attempt attempt = state.attempt(refused.number()).orElseThrow();
        return failed(state, attempt, new Settlement.Rejected(refused.failure()), () -> { });
    }

    private Effect<PaymentEvent, PaymentState> settled(PaymentState state, Settled settled) {
        Runnable acknowledge = () -> acknowledge(settled.channel(), settled.number());
        Optional<Attempt> attempt = state.attempt(settled.number());
        boolean paidBefore = attempt.map(Attempt::isPaid).orElse(state.preimage().isPresent());
        if (settled.settlement() instanceof Settlement.Fulfilled paid && !paidBefore) {
            return paid(state, settled.number(), paid.preimage(), acknowledge);
        }
        if (attempt.filter(Attempt::isOpen).isPresent() && !settled.settlement().isFulfilled()) {
            return failed(state, attempt.get(), settled.settlement(), acknowledge);
        }
        return run(() -> {
            if (settled.number() > state.lastNumber()) {
                context.getLog().error("{} tells of attempt {} at {}, of which the journal knows nothing",
                        settled.channel(), settled.number(), paymentHash);
            } else {
                acknowledge.run();
            }
            rest(state);
        });
    }

    /** Also of an attempt given up before, should a channel have taken it in spite of all: the preimage is a fact. */
    private Effect<PaymentEvent, PaymentState> paid(PaymentState state, long number, Bytes32 preimage,
            Runnable acknowledge) {
        if (!Hashes.sha256(preimage.unsafeArray()).equals(paymentHash)) {
            context.getLog().error("a preimage for attempt {} at {} is wrong", number, paymentHash);
            return Effect().none();
        }
        return Effect().persist(new PaymentSucceeded(number, preimage, ports.clock().millis())).thenRun(after -> {
            acknowledge.run();
            forgetOffer(number);
            changed(after);
        });
    }

    private Effect<PaymentEvent, PaymentState> failed(PaymentState state, Attempt attempt, Settlement settlement,
            Runnable acknowledge) {
        long nowMs = ports.clock().millis();
        AttemptFailed failed = AttemptOnion.read(order(state), attempt.start(), settlement, nowMs);
        List<PaymentEvent> events = new ArrayList<>(List.of(failed));
        if (state.isInFlight()) {
            Lessons.end(state, attempt, failed, ports.settings().maxAttempts())
                    .ifPresent(reason -> events.add(new PaymentFailed(reason, nowMs)));
        }
        return Effect().persist(events).thenRun(after -> {
            acknowledge.run();
            forgetOffer(failed.number());
            if (after.isInFlight() && after.open().isEmpty()) {
                search(after);
            }
            changed(after);
        });
    }

    private void acknowledge(ChannelRef channel, long number) {
        ports.channels().send(channel, new Command.SettleAcked(new Origin.Local(paymentHash, number)));
    }

    private void forgetOffer(long number) {
        if (waiting(number).isPresent()) {
            offer = Optional.empty();
            timers.cancel(ASK_AGAIN);
        }
    }

    // --- memory ---

    private void changed(PaymentState state) {
        view(state).ifPresent(watchers::tell);
        rest(state);
    }

    private Optional<PaymentView> view(PaymentState state) {
        return state.view(lastSequenceNumber(context));
    }

    private boolean isBusy(PaymentState state) {
        return asked.isPresent() || state.isInFlight();
    }

    private void rest(PaymentState state) {
        if (!isBusy(state)) {
            passivate.run();
        }
    }

    private Effect<PaymentEvent, PaymentState> stop(PaymentState state) {
        if (isBusy(state)) {
            wake.run();
        }
        return Effect().stop();
    }

    private PaymentOrder order(PaymentState state) {
        return asked.or(state::start).orElseThrow().order();
    }

    private Effect<PaymentEvent, PaymentState> run(Runnable action) {
        return Effect().none().thenRun(same -> action.run());
    }
}
