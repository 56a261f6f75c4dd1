package lnhub.actors.chain.shared;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;

/**
 * Asks the owner of the wallet for one process. Finds the owner through the singleton's proxy, then talks to it
 * directly: so it knows of each request whether it was sent, and when the owner dies asks the next one again for all
 * that may be repeated. Every request gets an answer in time.
 */
final class WalletAsker extends AbstractBehavior<AskerMessage> {
    /** Of this process, waiting for an owner or for its answer. */
    static final int MAX_REQUESTS = 1_000;

    private final TimerScheduler<AskerMessage> timers;
    private final ActorRef<OwnerMessage> proxy;
    private final WalletTimes times;
    /** For whatever hangs on the answers. */
    private final Executor executor;
    /** By number; one that is asked again has another number, so that late answers to the first are not mixed in. */
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private long lastId;
    private ActorRef<OwnerMessage> owner;
    private ActorRef<OwnerMessage> gone;
    private boolean closed;

    /** A request that has not been answered. */
    static final class Pending {
        private final WalletRequest request;
        private final CompletableFuture<List<WalletAnswer>> answer;
        private final List<WalletAnswer> parts = new ArrayList<>();
        private boolean sent;
        /** Nobody waits any more; the answer is awaited to undo what was done. */
        private boolean givenUp;

        private Pending(AskerMessage.Request request) {
            this.request = request.request();
            this.answer = request.answer();
        }
    }

    private WalletAsker(ActorContext<AskerMessage> context, TimerScheduler<AskerMessage> timers,
            ActorRef<OwnerMessage> proxy, WalletTimes times) {
        super(context);
        this.timers = timers;
        this.proxy = proxy;
        this.times = times;
        this.executor = context.getExecutionContext();
    }

    static Behavior<AskerMessage> create(ActorRef<OwnerMessage> proxy, WalletTimes times) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new WalletAsker(context, timers, proxy, times)));
    }

    @Override
    public Receive<AskerMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(AskerMessage.Request.class, this::request)
                .onMessage(AskerMessage.Reply.class, this::reply)
                .onMessage(AskerMessage.Overdue.class, this::overdue)
                .onMessage(AskerMessage.Owner.class, this::found)
                .onMessage(AskerMessage.OwnerGone.class, this::gone)
                .onMessage(AskerMessage.Seek.class, seek -> seek())
                .onMessage(AskerMessage.Close.class, close -> close())
                .onSignal(PostStop.class, signal -> close())
                .build();
    }

    private Behavior<AskerMessage> request(AskerMessage.Request request) {
        Pending made = new Pending(request);
        if (closed) {
            fail(made, Kind.UNREACHABLE, "the wallet has been closed; nothing has been done");
        } else if (pending.size() >= MAX_REQUESTS) {
            fail(made, Kind.BUSY, MAX_REQUESTS + " requests to the wallet wait already; nothing has been done");
        } else {
            timers.startSingleTimer(made, new AskerMessage.Overdue(made), times.answer());
            add(made);
        }
        return this;
    }

    private void add(Pending made) {
        long id = ++lastId;
        pending.put(id, made);
        if (owner != null) {
            send(id, made);
        } else if (!timers.isTimerActive(AskerMessage.Seek.class)) {
            seek();
        }
    }

    private void send(long id, Pending made) {
        made.sent = true;
        owner.tell(new OwnerMessage.Ask(id, made.request, getContext().getSelf()));
    }

    // --- the owner ---

    private Behavior<AskerMessage> seek() {
        if (owner == null && !pending.isEmpty()) {
            proxy.tell(new OwnerMessage.Find(getContext().getSelf()));
            timers.startSingleTimer(AskerMessage.Seek.class, new AskerMessage.Seek(), times.seek());
        }
        return this;
    }

    private Behavior<AskerMessage> found(AskerMessage.Owner found) {
        if (owner == null && !found.owner().equals(gone)) {
            owner = found.owner();
            getContext().watchWith(owner, new AskerMessage.OwnerGone(owner));
            pending.forEach(this::send);
        }
        return this;
    }

    private Behavior<AskerMessage> gone(AskerMessage.OwnerGone ended) {
        if (!ended.owner().equals(owner)) {
            return this;
        }
        gone = owner;
        owner = null;
        List<Pending> before = List.copyOf(pending.values());
        pending.clear();
        for (Pending made : before) {
            if (made.request.isRepeatable()) {
                made.parts.clear();
                made.sent = false;
                add(made);
            } else {
                timers.cancel(made);
                fail(made, Kind.UNREACHABLE, "the process that kept the wallet has ended before it answered; what was"
                        + " asked for may have happened or not");
            }
        }
        return this;
    }

    // --- answers ---

    private Behavior<AskerMessage> reply(AskerMessage.Reply reply) {
        Pending made = pending.get(reply.id());
        if (made == null) {
            return this;
        }
        if (reply.part() != made.parts.size()) {
            end(reply.id(), made);
            fail(made, Kind.UNREACHABLE, "a part of the wallet's answer was lost on its way");
            return this;
        }
        made.parts.add(reply.answer());
        if (reply.answer().last()) {
            end(reply.id(), made);
            answer(made);
        }
        return this;
    }

    private void end(long id, Pending made) {
        pending.remove(id);
        timers.cancel(made);
    }

    private void answer(Pending made) {
        if (made.parts.getFirst() instanceof WalletAnswer.Failure failure) {
            complete(() -> made.answer.completeExceptionally(failure.exception()));
        } else if (made.givenUp && made.parts.getFirst() instanceof WalletAnswer.Made late) {
            owner.tell(new OwnerMessage.Ask(++lastId, new WalletRequest.Release(late.transaction().txid()),
                    getContext().getSelf()));
        } else {
            List<WalletAnswer> parts = List.copyOf(made.parts);
            complete(() -> made.answer.complete(parts));
        }
    }

    private Behavior<AskerMessage> overdue(AskerMessage.Overdue overdue) {
        Pending made = overdue.pending();
        if (!made.sent) {
            pending.values().removeIf(made::equals);
            fail(made, Kind.UNREACHABLE, "no process of this node keeps the wallet at the moment; nothing has been"
                    + " done");
            return this;
        }
        // What was funded so late is in nobody's hands: its coins are to be free again.
        made.givenUp = made.request instanceof WalletRequest.Fund;
        if (!made.givenUp) {
            pending.values().removeIf(made::equals);
        }
        fail(made, Kind.UNREACHABLE, "the wallet has not answered within " + times.answer().toMillis()
                + " ms; what was asked for may have happened or not");
        return this;
    }

    private void fail(Pending made, Kind kind, String why) {
        complete(() -> made.answer.completeExceptionally(new ChainException(kind, why)));
    }

    /** Not here: what is to be done with an answer is the business of whoever asked. */
    private void complete(Runnable completion) {
        executor.execute(completion);
    }

    private Behavior<AskerMessage> close() {
        closed = true;
        pending.values().forEach(made -> {
            timers.cancel(made);
            fail(made, Kind.UNREACHABLE, "the wallet has been closed before it answered; what was asked for may have"
                    + " happened or not");
        });
        pending.clear();
        return this;
    }
}
