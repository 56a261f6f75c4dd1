package lnhub.actors.entity;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The commands that wait while an entity recovers or writes, in order. Akka would stash them, and hand them on by
 * recursion, a dozen stack frames for each that writes nothing: a peer that sends some hundred messages during one
 * slow write would overflow the stack, which ends the process. Here they are worked off in a loop. Nothing is dropped:
 * whoever sends limits what can wait (the connection's credit, a channel's slots), as with any mailbox.
 *
 * @param <C> commands
 * @param <E> events
 * @param <S> the entity's state
 */
public final class Backlog<C, E, S> extends BehaviorInterceptor<C, C> {
    private final ActorContext<C> context;
    private final C next;
    private final Deque<C> waiting = new ArrayDeque<>();
    /** Whether {@link #next} is on its way: what comes meanwhile waits behind what came before. */
    private boolean closed;

    private Backlog(Class<C> commands, ActorContext<C> context, C next) {
        super(commands);
        this.context = context;
        this.next = next;
        close();
    }

    /**
     * @param next what the entity tells itself to go on with what waits; nobody else sends it
     * @param entity made with this backlog, whose {@link #handler} it uses
     */
    public static <C, E, S> Behavior<C> of(Class<C> commands, ActorContext<C> context, C next,
            Function<Backlog<C, E, S>, EventSourcedBehavior<C, E, S>> entity) {
        Backlog<C, E, S> backlog = new Backlog<>(commands, context, next);
        return Behaviors.intercept(() -> backlog, entity.apply(backlog));
    }

    /** @param none the effect of commands that write nothing and have nothing left to do */
    public CommandHandler<C, E, S> handler(Effect<E, S> none, CommandHandler<C, E, S> commands) {
        return (state, command) -> {
            Effect<E, S> effect = command == next ? workOff(state, none, commands) : commands.apply(state, command);
            if (effect != none) {
                close();
            }
            return effect;
        };
    }

    private Effect<E, S> workOff(S state, Effect<E, S> none, CommandHandler<C, E, S> commands) {
        closed = false;
        while (!waiting.isEmpty()) {
            Effect<E, S> effect = commands.apply(state, waiting.remove());
            if (effect != none) {
                return effect;
            }
        }
        return none;
    }

    /** What the entity itself has kept until now comes before everything that waits, in order. */
    public void first(List<C> kept) {
        kept.reversed().forEach(waiting::addFirst);
        close();
    }

    /** Akka keeps {@link #next}, and only it, until the write is done or the recovery is over. */
    private void close() {
        closed = true;
        context.getSelf().tell(next);
    }

    @Override
    public Behavior<C> aroundReceive(TypedActorContext<C> actor, C message, ReceiveTarget<C> target) {
        if (closed && message != next) {
            waiting.add(message);
            return Behaviors.same();
        }
        return target.apply(actor, message);
    }
}
