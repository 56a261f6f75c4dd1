package lnhub.actors.peer;

import java.util.Map;
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

    /**
     * Asks how much of what was sent has not left yet; {@code GossipCommand.Unsent} answers. The mailbox keeps order,
     * so the answer counts everything sent before.
     */
    record ReportUnsent() implements ConnectionMessage {
    }

    /** The channels of this peer: until this comes, the peer's channel messages wait. */
    record Attach(Map<Bytes32, ChannelRef> routes) implements ConnectionMessage {
    }

    /** From now on messages of this channel id go to this channel. */
    record Route(Bytes32 channelId, ChannelRef ref) implements ConnectionMessage {
    }

    /** A channel has dealt with so many messages. */
    record Consumed(int messages) implements ConnectionMessage {
    }

    record Close(String why) implements ConnectionMessage {
    }

    record Closed(String why) implements ConnectionMessage {
    }

    /** Time to see whether the peer is still there. */
    record Heartbeat() implements ConnectionMessage {
    }
}
