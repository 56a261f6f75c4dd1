package lnhub.actors.channel;

import akka.actor.typed.ActorRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;

/**
 * The channels that live in this process. Who follows the chain here speaks to them alone: a channel that has moved
 * hears of blocks from where it lives now, and never from two processes whose chains are not equally long.
 */
public final class Residents {
    private final Map<ChannelRef, ActorRef<ChannelMessage>> channels = new ConcurrentHashMap<>();

    void arrived(ChannelRef ref, ActorRef<ChannelMessage> channel) {
        channels.put(ref, channel);
    }

    void left(ChannelRef ref, ActorRef<ChannelMessage> channel) {
        channels.remove(ref, channel);
    }

    boolean has(ChannelRef ref) {
        return channels.containsKey(ref);
    }

    /** Says nothing to one that lives elsewhere, or sleeps: it asks anew when it wakes up. Any thread may call it. */
    public void tell(ChannelRef ref, Command command) {
        ActorRef<ChannelMessage> channel = channels.get(ref);
        if (channel != null) {
            channel.tell(new ChannelMessage.Tell(command));
        }
    }
}
