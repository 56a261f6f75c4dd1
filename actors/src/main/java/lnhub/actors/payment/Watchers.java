package lnhub.actors.payment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.LinkedHashSet;
import java.util.Set;

/** Who wants to hear of a payment's changes. Lost with the entity's memory: watchers ask again now and then. */
final class Watchers {
    /** Whoever comes later hears only what it asks for. */
    private static final int MAX = 64;

    private final ActorContext<PaymentCommand> context;
    private final Set<ActorRef<PaymentAnswer>> refs = new LinkedHashSet<>();

    Watchers(ActorContext<PaymentCommand> context) {
        this.context = context;
    }

    /** @return whether it was there already, or cannot be taken */
    boolean add(ActorRef<PaymentAnswer> watcher) {
        if (refs.size() >= MAX || !refs.add(watcher)) {
            return true;
        }
        context.watchWith(watcher, new PaymentCommand.WatcherGone(watcher));
        return false;
    }

    void remove(ActorRef<PaymentAnswer> watcher) {
        refs.remove(watcher);
    }

    void tell(PaymentView view) {
        refs.forEach(watcher -> watcher.tell(new PaymentAnswer.Current(view)));
        if (view.isOver()) {
            refs.forEach(context::unwatch);
            refs.clear();
        }
    }
}
