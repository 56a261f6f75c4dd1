package lnhub.actors.channel;

import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.channel.Origin;
import lnhub.protocol.channel.Settlement;
import lnhub.protocol.units.Bytes;

/** The node's own payments and invoices, as channels see them. No method blocks. */
public interface Payees {

    /** An HTLC for this node: answered with {@link lnhub.protocol.channel.Command.Settle}, as often as it is told. */
    void deliver(ChannelRef channel, Effect.Deliver delivery);

    void taken(Origin.Local payment, ChannelRef channel);

    /** @param failure an encoded failure message (BOLT 4), clear */
    void refused(Origin.Local payment, ChannelRef channel, Bytes failure);

    /** Repeated until {@link lnhub.protocol.channel.Command.SettleAcked}. */
    void settled(Origin.Local payment, ChannelRef channel, Settlement outcome);
}
