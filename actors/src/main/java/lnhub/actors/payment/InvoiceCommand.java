package lnhub.actors.payment;

import akka.actor.typed.ActorRef;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Effect;

/** What can be asked of the entity of one payment hash. */
public sealed interface InvoiceCommand {

    record Add(StoredInvoice invoice, ActorRef<InvoiceAnswer> replyTo) implements InvoiceCommand {
    }

    record Lookup(ActorRef<InvoiceAnswer> replyTo) implements InvoiceCommand {
    }

    /** An HTLC has arrived for us. The answer is a {@code Settle} for its channel. @param blockHeight best block */
    record Receive(ChannelRef channel, Effect.Deliver delivery, int blockHeight) implements InvoiceCommand {
        HtlcKey htlc() {
            return new HtlcKey(channel, delivery.htlcId());
        }
    }

    /** To itself: go on with what waited for a write. */
    record Next() implements InvoiceCommand {
    }

    /** From its shard, once it asked to leave memory. */
    record Stop() implements InvoiceCommand {
    }
}
