package lnhub.actors.peer;

import akka.actor.typed.ActorRef;
import java.util.Map;
import lnhub.actors.channel.ChannelMessage;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Message;

/** What the actor of one connection receives. */
public sealed interface ConnectionMessage {

    /** From the network. */
    record Received(Message message) implements ConnectionMessage {
    }

    /** To the network. */
    record Send(Message message) implements ConnectionMessage {
    }

    /** To the network, from a channel. @param number of the message among those of the channel here, from 1 */
    record FromChannel(ChannelRef ref, long number, Message message) implements ConnectionMessage {
    }

    /** This channel speaks here from now on: when it ends without a word, with its process, so does the connection. */
    record Speaks(ChannelRef ref, ActorRef<ChannelMessage> channel) implements ConnectionMessage {
    }

    /** This channel has come to its end: nothing is for it any more, and the connection outlives it. */
    record Leaves(ChannelRef ref) implements ConnectionMessage {
    }

    /**
     * Asks how much of what was sent has not left yet; {@code GossipCommand.Unsent} answers. The mailbox keeps order,
     * so the answer counts everything sent before.
     */
    record ReportUnsent() implements ConnectionMessage {
    }

    /**
     * The channels of this peer: until this comes, the peer's channel messages wait.
     *
     * @param peer when it ends without a word, with its process, so does the connection
     */
    record Attach(Map<Bytes32, ChannelRef> routes, ActorRef<PeerMessage> peer) implements ConnectionMessage {
    }

    /** From now on messages of this channel id go to this channel. */
    record Route(Bytes32 channelId, ChannelRef ref) implements ConnectionMessage {
    }

    /** A channel has dealt with so many messages since it speaks here. */
    record Consumed(ChannelRef ref, long messages) implements ConnectionMessage {
    }

    /**
     * Answers {@link ChannelMessage.Count}.
     *
     * @param sent how many messages the channel has sent here until now
     * @param consumed with how many it has dealt
     */
    record Counted(ChannelRef ref, long sent, long consumed) implements ConnectionMessage {
    }

    /** Time to tell the peer's entity again. */
    record Introduce() implements ConnectionMessage {
    }

    /** Whoever speaks here is gone with its process. */
    record Gone() implements ConnectionMessage {
    }

    record Close(String why) implements ConnectionMessage {
    }

    record Closed(String why) implements ConnectionMessage {
    }

    /** Time to see whether the peer is still there. */
    record Heartbeat() implements ConnectionMessage {
    }
}
