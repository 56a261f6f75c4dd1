package lnhub.actors.payment;

import akka.actor.typed.ActorRef;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.units.Bytes;

/** What can be asked of the entity of one payment hash, or told to it. */
public sealed interface PaymentCommand {

    /** Repeating it with the same order is harmless. */
    record Pay(PaymentOrder order, ActorRef<PaymentAnswer> replyTo) implements PaymentCommand {
    }

    /** Asks for the payment's state now and at every change. @param revision that is already known */
    record Track(long revision, ActorRef<PaymentAnswer> replyTo) implements PaymentCommand {
    }

    /** A channel has the HTLC of this attempt durably. */
    record Taken(long number) implements PaymentCommand {
    }

    /** A channel does not take the HTLC of this attempt. @param failure encoded (BOLT 4) */
    record Refused(long number, Bytes failure) implements PaymentCommand {
    }

    /** How the HTLC of this attempt ended; told again until it is acknowledged. */
    record Settled(long number, ChannelRef channel, Settlement settlement) implements PaymentCommand {
    }

    /** Wakes the entity, which then does what it still has to. */
    record Wake() implements PaymentCommand {
    }

    /** From its shard, once it asked to leave memory. */
    record Stop() implements PaymentCommand {
    }

    /** What an entity tells itself; never leaves its JVM. */
    sealed interface Internal extends PaymentCommand {
    }

    /** @param number of the attempt that the route is for */
    record RouteFound(long number, RouteFinder.Answer answer) implements Internal {
    }

    record AskAgain(long number) implements Internal {
    }

    /** Go on with what waited for a write. */
    record Next() implements Internal {
    }

    record WatcherGone(ActorRef<PaymentAnswer> watcher) implements Internal {
    }
}
