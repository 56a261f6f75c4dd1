package lnhub.actors.payment;

import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;

/**
 * The way to this node's channels, wherever in the cluster they live. At most once, without an answer: what matters is
 * repeated until it has been answered, so a lost command does no harm.
 */
@FunctionalInterface
public interface ChannelGateway {

    /** Must not block. */
    void send(ChannelRef channel, Command command);
}
