package lnhub.actors.chain.shared;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import lnhub.actors.StageFailure;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.WalletTakenOver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the wallet open and answers for it; alone in the cluster. One that finds the wallet taken over by another process
 * was away too long, or there are two clusters on one database: it serves nothing any more, and says so to its process,
 * which should end.
 */
final class WalletOwner extends AbstractBehavior<OwnerMessage> {
    /** Requests under way, over all processes. */
    static final int MAX_REQUESTS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(WalletOwner.class);

    private final TimerScheduler<OwnerMessage> timers;
    private final WalletOpener opener;
    private final Consumer<Throwable> takenOver;
    private final WalletTimes times;
    private final WalletTurn turn = new WalletTurn();
    private Phase phase = Phase.NEW;
    private ChainException why = new ChainException(ChainException.Kind.BUSY, "the wallet is being opened");
    private Duration pause;
    private int underWay;

    private enum Phase { NEW, REFUSED, OPEN, TAKEN_OVER }

    private WalletOwner(ActorContext<OwnerMessage> context, TimerScheduler<OwnerMessage> timers, WalletOpener opener,
            Consumer<Throwable> takenOver, WalletTimes times) {
        super(context);
        this.timers = timers;
        this.opener = opener;
        this.takenOver = takenOver;
        this.times = times;
        this.pause = times.firstPause();
        open();
    }

    /** @param takenOver told once when another process keeps the wallet though this one is its owner */
    static Behavior<OwnerMessage> create(WalletOpener opener, Consumer<Throwable> takenOver, WalletTimes times) {
        return Behaviors.supervise(Behaviors.<OwnerMessage>setup(context -> Behaviors.withTimers(timers ->
                        new WalletOwner(context, timers, opener, takenOver, times))))
                .onFailure(SupervisorStrategy.restartWithBackoff(times.firstPause(), times.longestPause(), 0.2));
    }

    @Override
    public Receive<OwnerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(OwnerMessage.Find.class, this::find)
                .onMessage(OwnerMessage.Ask.class, this::ask)
                .onMessage(OwnerMessage.Answered.class, this::answered)
                .onMessage(OwnerMessage.Open.class, open -> open())
                .onMessage(OwnerMessage.Opened.class, opened -> opened())
                .onMessage(OwnerMessage.OpenFailed.class, this::refused)
                .onMessage(OwnerMessage.TakenOver.class, this::takenOver)
                .onMessage(OwnerMessage.End.class, end -> end())
                .onMessage(OwnerMessage.Closed.class, closed -> Behaviors.stopped())
                .onSignal(PreRestart.class, signal -> close())
                .onSignal(PostStop.class, signal -> close())
                .build();
    }

    private Behavior<OwnerMessage> open() {
        ActorRef<OwnerMessage> self = getContext().getSelf();
        getContext().pipeToSelf(turn.open(opener, () -> self.tell(new OwnerMessage.TakenOver(turn))),
                (opened, failure) -> failure == null ? new OwnerMessage.Opened()
                        : new OwnerMessage.OpenFailed(StageFailure.cause(failure)));
        return this;
    }

    private Behavior<OwnerMessage> opened() {
        if (phase != Phase.TAKEN_OVER) {
            phase = Phase.OPEN;
            LOG.info("this process keeps the wallet");
        }
        return this;
    }

    private Behavior<OwnerMessage> refused(OwnerMessage.OpenFailed failed) {
        LOG.error("the wallet cannot be opened, it is tried again in {} ms: {}", pause.toMillis(),
                reason(failed.why()));
        LOG.debug("the wallet cannot be opened", failed.why());
        phase = Phase.REFUSED;
        why = new ChainException(failed.why() instanceof ChainException chain ? chain.kind()
                : ChainException.Kind.UNREACHABLE, "the wallet cannot be opened: " + reason(failed.why()));
        timers.startSingleTimer(new OwnerMessage.Open(), pause);
        pause = pause.multipliedBy(2).compareTo(times.longestPause()) > 0 ? times.longestPause()
                : pause.multipliedBy(2);
        return this;
    }

    /** With the cause, which is what somebody can do something about: a damaged file, a database that is away. */
    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null || cause == failure ? String.valueOf(failure.getMessage())
                : failure.getMessage() + ": " + cause.getMessage();
    }

    private Behavior<OwnerMessage> find(OwnerMessage.Find find) {
        if (phase != Phase.NEW) {
            find.asker().tell(new AskerMessage.Owner(getContext().getSelf()));
        }
        return this;
    }

    private Behavior<OwnerMessage> ask(OwnerMessage.Ask ask) {
        if (phase != Phase.OPEN) {
            reply(ask, 0, WalletAnswer.failure(why));
        } else if (underWay >= MAX_REQUESTS) {
            reply(ask, 0, new WalletAnswer.ChainFailed(ChainException.Kind.BUSY, MAX_REQUESTS
                    + " requests to the wallet are under way; nothing has been done"));
        } else {
            underWay++;
            getContext().pipeToSelf(turn.ask(wallet -> WalletCall.of(ask.request(), wallet)
                            .thenApply(parts -> List.<WalletAnswer>copyOf(parts))),
                    (parts, failure) -> new OwnerMessage.Answered(ask, parts, StageFailure.cause(failure)));
        }
        return this;
    }

    private Behavior<OwnerMessage> answered(OwnerMessage.Answered answered) {
        underWay--;
        if (answered.failure() instanceof WalletTakenOver) {
            getContext().getSelf().tell(new OwnerMessage.TakenOver(turn));
        }
        if (answered.failure() != null) {
            reply(answered.ask(), 0, WalletAnswer.failure(answered.failure()));
            return this;
        }
        for (int part = 0; part < answered.parts().size(); part++) {
            reply(answered.ask(), part, answered.parts().get(part));
        }
        return this;
    }

    private static void reply(OwnerMessage.Ask ask, int part, WalletAnswer answer) {
        ask.asker().tell(new AskerMessage.Reply(ask.id(), part, answer));
    }

    private Behavior<OwnerMessage> takenOver(OwnerMessage.TakenOver message) {
        if (message.turn() == turn && phase != Phase.TAKEN_OVER) {
            phase = Phase.TAKEN_OVER;
            WalletTakenOver taken = new WalletTakenOver();
            why = new ChainException(ChainException.Kind.UNREACHABLE, taken.getMessage());
            LOG.error("this process is the owner of the wallet, but another one keeps it: it serves nothing any more");
            turn.close();
            takenOver.accept(taken);
        }
        return this;
    }

    private Behavior<OwnerMessage> end() {
        getContext().pipeToSelf(turn.close(), (closed, failure) -> new OwnerMessage.Closed());
        timers.startSingleTimer(new OwnerMessage.Closed(), times.close());
        return this;
    }

    private Behavior<OwnerMessage> close() {
        turn.close();
        return this;
    }
}
