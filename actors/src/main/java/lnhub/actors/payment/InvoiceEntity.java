package lnhub.actors.payment;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import java.time.InstantSource;
import java.util.Optional;
import lnhub.actors.entity.Backlog;
import lnhub.actors.payment.InvoiceCommand.Add;
import lnhub.actors.payment.InvoiceCommand.Lookup;
import lnhub.actors.payment.InvoiceCommand.Next;
import lnhub.actors.payment.InvoiceCommand.Receive;
import lnhub.actors.payment.InvoiceCommand.Stop;
import lnhub.actors.payment.InvoiceEvent.HtlcRefused;
import lnhub.actors.payment.InvoiceEvent.InvoiceAdded;
import lnhub.actors.payment.InvoiceEvent.InvoiceSettled;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The invoice of one payment hash. The preimage leaves only after the event that says which HTLC gets it is durable.
 * An HTLC that is delivered again, because its channel did not hear the answer, hears the same one again. What cannot
 * become right later (a wrong secret, a wrong amount, an unknown hash) is refused without being recorded.
 */
final class InvoiceEntity extends EventSourcedBehavior<InvoiceCommand, InvoiceEvent, InvoiceState> {
    private final ChannelGateway channels;
    private final InstantSource clock;
    private final Runnable passivate;
    private final Backlog<InvoiceCommand, InvoiceEvent, InvoiceState> backlog;

    private InvoiceEntity(Bytes32 paymentHash, ChannelGateway channels, InstantSource clock, Runnable passivate,
            Backlog<InvoiceCommand, InvoiceEvent, InvoiceState> backlog) {
        super(PersistenceId.of("invoice", paymentHash.toHex()));
        this.channels = channels;
        this.clock = clock;
        this.passivate = passivate;
        this.backlog = backlog;
    }

    /** @param passivate asks for {@link Stop}: memory is only for invoices that exist */
    static Behavior<InvoiceCommand> create(Bytes32 paymentHash, ChannelGateway channels, InstantSource clock,
            Runnable passivate) {
        return Behaviors.setup(context -> Backlog.<InvoiceCommand, InvoiceEvent, InvoiceState>of(
                InvoiceCommand.class, context, new Next(),
                backlog -> new InvoiceEntity(paymentHash, channels, clock, passivate, backlog)));
    }

    @Override
    public InvoiceState emptyState() {
        return InvoiceState.UNKNOWN;
    }

    @Override
    public EventHandler<InvoiceState, InvoiceEvent> eventHandler() {
        return InvoiceState::apply;
    }

    @Override
    public CommandHandler<InvoiceCommand, InvoiceEvent, InvoiceState> commandHandler() {
        return backlog.handler(Effect().none(), (state, command) -> switch (command) {
            case Add add -> add(state, add);
            case Lookup lookup -> lookup(state, lookup);
            case Receive receive -> receive(state, receive);
            case Stop stop -> Effect().stop();
            case Next stale -> Effect().none();
        });
    }

    private Effect<InvoiceEvent, InvoiceState> add(InvoiceState state, Add add) {
        if (state.invoice().isPresent()) {
            return Effect().none().thenRun(same -> add.replyTo().tell(new InvoiceAnswer.AlreadyExists()));
        }
        return Effect().persist(new InvoiceAdded(add.invoice()))
                .thenRun(after -> add.replyTo().tell(answer(after)));
    }

    private Effect<InvoiceEvent, InvoiceState> lookup(InvoiceState state, Lookup lookup) {
        return Effect().none().thenRun(same -> {
            lookup.replyTo().tell(answer(state));
            leaveIfUnknown(state);
        });
    }

    private static InvoiceAnswer answer(InvoiceState state) {
        return state.view().<InvoiceAnswer>map(InvoiceAnswer.Found::new).orElseGet(InvoiceAnswer.Unknown::new);
    }

    private Effect<InvoiceEvent, InvoiceState> receive(InvoiceState state, Receive receive) {
        Optional<Settlement> answered = answeredBefore(state, receive.htlc());
        if (answered.isPresent()) {
            return answer(state, receive, answered.get());
        }
        Optional<FailureMessage> tampered = FinalNode.tampered(receive.delivery());
        if (tampered.isPresent()) {
            return answer(state, receive, new Settlement.Rejected(tampered.get().encode()));
        }
        Bytes unknown = FinalNode.unknownDetails(receive.delivery(), receive.blockHeight()).encode();
        if (state.invoice().isEmpty() || state.isClosed()
                || FinalNode.mismatches(state.invoice().get(), receive.delivery().payload())) {
            return answer(state, receive, new Settlement.Rejected(unknown));
        }
        StoredInvoice invoice = state.invoice().get();
        long nowMs = clock.millis();
        if (FinalNode.isLate(invoice, receive.delivery(), receive.blockHeight(), nowMs)) {
            return Effect().persist(new HtlcRefused(receive.htlc(), unknown))
                    .thenRun(after -> settle(receive, new Settlement.Rejected(unknown)));
        }
        return Effect().persist(new InvoiceSettled(receive.htlc(), receive.delivery().amountMsat(), nowMs))
                .thenRun(after -> settle(receive, new Settlement.Fulfilled(invoice.preimage())));
    }

    private static Optional<Settlement> answeredBefore(InvoiceState state, HtlcKey htlc) {
        if (state.settled().filter(settled -> settled.htlc().equals(htlc)).isPresent()) {
            return state.invoice().map(invoice -> new Settlement.Fulfilled(invoice.preimage()));
        }
        return Optional.ofNullable(state.refused().get(htlc)).map(Settlement.Rejected::new);
    }

    private Effect<InvoiceEvent, InvoiceState> answer(InvoiceState state, Receive receive, Settlement settlement) {
        return Effect().none().thenRun(same -> {
            settle(receive, settlement);
            leaveIfUnknown(state);
        });
    }

    private void settle(Receive receive, Settlement settlement) {
        channels.send(receive.channel(),
                new Command.Settle(receive.delivery().htlcId(), settlement, Optional.empty()));
    }

    private void leaveIfUnknown(InvoiceState state) {
        if (state.invoice().isEmpty()) {
            passivate.run();
        }
    }
}
