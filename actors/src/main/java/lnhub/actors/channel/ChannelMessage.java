package lnhub.actors.channel;

import akka.actor.typed.ActorRef;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.channel.ChannelState;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;

/** What a channel entity receives. */
public sealed interface ChannelMessage {

    /** A command of the pure channel. */
    record Tell(Command command) implements ChannelMessage {
    }

    /** A command whose outcome somebody waits for: every later {@link Effect.Outcome} is sent to {@code replyTo}. */
    record Ask(Command command, ActorRef<Effect.Outcome> replyTo) implements ChannelMessage {
    }

    /**
     * A message of the peer. One that came over a connection which was replaced since is ignored.
     *
     * @param number of the message among those that this connection has sent to this channel, from 1;
     *     {@link #UNCOUNTED} when the peer's entity has passed it on
     */
    record FromPeer(ActorRef<ConnectionMessage> connection, long number, lnhub.protocol.wire.ChannelMessage message)
            implements ChannelMessage {
        public static final long UNCOUNTED = 0;
    }

    /**
     * So many messages of the peer this connection has sent to this channel until now: between processes some may be
     * lost. {@link ConnectionMessage.Counted} answers.
     */
    record Count(ActorRef<ConnectionMessage> connection, long sent) implements ChannelMessage {
    }

    /** The peer is connected. A connection that was there before is gone. */
    record PeerConnected(ActorRef<ConnectionMessage> connection, Command.PeerFeatures features)
            implements ChannelMessage {
    }

    record PeerDisconnected(ActorRef<ConnectionMessage> connection) implements ChannelMessage {
    }

    /** The state as it is durable. */
    record Query(ActorRef<Snapshot> replyTo) implements ChannelMessage {
    }

    record Snapshot(ChannelState state, boolean connected) {
    }

    /** The chain has been given a transaction: whoever waits may rely on it. */
    record Published(Effect.Outcome outcome) implements ChannelMessage {
    }

    /** What we ask for forwarding through this channel has changed. */
    record PolicyChanged() implements ChannelMessage {
    }

    /** Now and then: repeat what is owed. */
    record Tick() implements ChannelMessage {
    }

    /** The peer's entity knows this channel, durably. */
    record Registered() implements ChannelMessage {
    }

    /** To itself: go on with what waited for a write. */
    record Next() implements ChannelMessage {
    }

    /** Nothing was ever recorded of this channel and nothing will be. */
    record Vanish() implements ChannelMessage {
    }
}
