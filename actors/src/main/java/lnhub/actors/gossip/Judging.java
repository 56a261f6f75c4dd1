package lnhub.actors.gossip;

import akka.actor.typed.javadsl.ActorContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lnhub.routing.gossip.NetworkView;
import lnhub.routing.gossip.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the view from one state to the next, in turns of a few tasks each that run beside the actor: signatures cost
 * 50 us each, and the actor must meanwhile take in, bound and answer what peers send. One turn at a time, so the view
 * has one writer and tasks happen in order.
 */
final class Judging {
    private static final Logger LOG = LoggerFactory.getLogger(Judging.class);
    /** Tasks per turn: some 10 ms if they are all announcements. */
    private static final int TURN = 64;

    /** What is asked of the view; runs on another thread and must touch nothing else. */
    @FunctionalInterface
    interface Step {
        Outcome on(NetworkView view);
    }

    /** @param then told the outcome, within the actor */
    record Task(Step step, Consumer<Outcome> then) {
    }

    private final ActorContext<GossipCommand> context;
    private final Executor executor;
    private final Deque<Task> ours = new ArrayDeque<>();
    private List<Task> turn = List.of();
    private NetworkView view;

    Judging(ActorContext<GossipCommand> context, Executor executor, NetworkView view) {
        this.context = context;
        this.executor = executor;
        this.view = view;
    }

    /** As it was after the last turn. */
    NetworkView view() {
        return view;
    }

    /** Our own tasks go before those of peers. */
    void submit(Step step, Consumer<Outcome> then) {
        ours.add(new Task(step, then));
    }

    /** Begins a turn, if none is running and there is anything to do. @param peers tasks of peers, while there are */
    void next(Supplier<Optional<Task>> peers) {
        if (!turn.isEmpty()) {
            return;
        }
        List<Task> tasks = new ArrayList<>(TURN);
        while (tasks.size() < TURN && !ours.isEmpty()) {
            tasks.add(ours.remove());
        }
        Optional<Task> more = Optional.empty();
        while (tasks.size() < TURN && (more = peers.get()).isPresent()) {
            tasks.add(more.get());
        }
        if (!tasks.isEmpty()) {
            turn = List.copyOf(tasks);
            run(turn, view);
        }
    }

    void over(Internal.TurnOver over) {
        List<Task> tasks = turn;
        turn = List.of();
        view = over.view();
        for (int i = 0; i < tasks.size(); i++) {
            tasks.get(i).then().accept(over.outcomes().get(i));
        }
    }

    private void run(List<Task> tasks, NetworkView from) {
        context.pipeToSelf(CompletableFuture.supplyAsync(() -> turn(tasks, from), executor), (over, failure) -> {
            if (failure != null) {
                throw new IllegalStateException("a turn of gossip failed", failure);
            }
            return over;
        });
    }

    private static Internal.TurnOver turn(List<Task> tasks, NetworkView from) {
        NetworkView next = from;
        List<Outcome> outcomes = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            Outcome outcome = judged(task, next);
            next = switch (outcome) {
                case Outcome.Accepted accepted -> accepted.view();
                case Outcome.NeedsFunding asking -> asking.view();
                case Outcome.Ignored ignored -> next;
                case Outcome.Rejected rejected -> next;
            };
            outcomes.add(outcome);
        }
        return new Internal.TurnOver(next, outcomes);
    }

    /** A mistake of ours about one message must not end gossip altogether; the message then counts as wrong. */
    private static Outcome judged(Task task, NetworkView view) {
        try {
            return task.step().on(view);
        } catch (RuntimeException mistake) {
            LOG.error("gossip that could not be judged", mistake);
            return new Outcome.Rejected("gossip that could not be judged", false);
        }
    }
}
