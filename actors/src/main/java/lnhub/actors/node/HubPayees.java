package lnhub.actors.node;

import lnhub.actors.chain.ChainView;
import lnhub.actors.channel.Payees;
import lnhub.actors.payment.Invoices;
import lnhub.actors.payment.Payments;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.units.Bytes;

/** Hands what channels tell of the node's own money to invoices and payments. */
record HubPayees(Invoices invoices, Payments payments, ChainView chain) implements Payees {

    @Override
    public void deliver(ChannelRef channel, Effect.Deliver delivery) {
        invoices.receive(channel, delivery, chain.likelyHeight());
    }

    @Override
    public void taken(Origin.Local payment, ChannelRef channel) {
        payments.taken(payment);
    }

    @Override
    public void refused(Origin.Local payment, ChannelRef channel, Bytes failure) {
        payments.refused(payment, failure);
    }

    @Override
    public void settled(Origin.Local payment, ChannelRef channel, Settlement outcome) {
        payments.settled(payment, channel, outcome);
    }
}
