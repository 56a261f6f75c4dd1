package lnhub.actors.payment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.ReceiveBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows one payment for one listener, wherever its entity lives and whenever that moves. It asks again now and then
 * for what may have been lost; an order is asked again too, which its request id makes harmless.
 */
final class PaymentWatch extends AbstractBehavior<PaymentWatch.Message> {

    /** What a watch is told. */
    sealed interface Message permits PaymentAnswer, Tick, Cancel {
    }

    record Tick() implements Message {
    }

    record Cancel() implements Message {
    }

    private final Consumer<PaymentCommand> entity;
    private final PaymentListener listener;
    private Optional<PaymentOrder> unconfirmed;
    private long revision = -1;

    private PaymentWatch(ActorContext<Message> context, Consumer<PaymentCommand> entity,
            Optional<PaymentOrder> order, PaymentListener listener) {
        super(context);
        this.entity = entity;
        this.unconfirmed = order;
        this.listener = listener;
        ask();
    }

    /** @param entity the way to the payment. @param order to be asked for; empty: only follow */
    static Behavior<Message> create(Consumer<PaymentCommand> entity, Optional<PaymentOrder> order,
            PaymentListener listener, Duration interval) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), interval);
            return new PaymentWatch(context, entity, order, listener);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        ReceiveBuilder<Message> builder = newReceiveBuilder();
        return builder.onAnyMessage(this::on).build();
    }

    private Behavior<Message> on(Message message) {
        return switch (message) {
            case Tick tick -> {
                ask();
                yield this;
            }
            case Cancel cancel -> Behaviors.stopped();
            case PaymentAnswer.Current current -> current(current.view());
            case PaymentAnswer.AlreadyExists exists -> refuse(PaymentListener.Refusal.ALREADY_EXISTS);
            case PaymentAnswer.Unknown unknown -> refuse(PaymentListener.Refusal.NOT_FOUND);
        };
    }

    private void ask() {
        ActorRef<PaymentAnswer> self = getContext().getSelf().narrow();
        entity.accept(unconfirmed.<PaymentCommand>map(order -> new PaymentCommand.Pay(order, self))
                .orElseGet(() -> new PaymentCommand.Track(revision, self)));
    }

    private Behavior<Message> current(PaymentView view) {
        unconfirmed = Optional.empty();
        if (view.revision() <= revision) {
            return this;
        }
        revision = view.revision();
        listener.next(view);
        if (!view.isOver()) {
            return this;
        }
        listener.completed();
        return Behaviors.stopped();
    }

    private Behavior<Message> refuse(PaymentListener.Refusal reason) {
        listener.refused(reason);
        return Behaviors.stopped();
    }
}
