package lnhub.actors.peer;

import akka.actor.typed.ActorRef;
import java.net.InetSocketAddress;
import java.util.Optional;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.OpenChannel;

/** What a peer entity receives. */
public sealed interface PeerMessage {

    /** The handshake and the exchange of init are done. It replaces a connection that was there before. */
    record Connected(ActorRef<ConnectionMessage> connection, Features features, Command.PeerFeatures channelFeatures,
            Address remote, boolean incoming) implements PeerMessage {
    }

    record Disconnected(ActorRef<ConnectionMessage> connection, String why) implements PeerMessage {
    }

    /** A channel with this peer is awake. */
    record Register(ChannelRef ref, Bytes32 channelId) implements PeerMessage {
    }

    /** A channel with this peer has come to nothing, or to its end. */
    record Ended(ChannelRef ref) implements PeerMessage {
    }

    /** The peer wants to open a channel. */
    record Opening(ActorRef<ConnectionMessage> connection, OpenChannel message) implements PeerMessage {
    }

    /** A message for a channel that the connection does not know. */
    record Unrouted(ActorRef<ConnectionMessage> connection, ChannelMessage message) implements PeerMessage {
    }

    /** The peer has sent an error. @param channelId all zero for every channel */
    record Failed(ActorRef<ConnectionMessage> connection, Bytes32 channelId, String text) implements PeerMessage {
    }

    /** The operator wants a connection. */
    record Connect(Address address, ActorRef<Answer> replyTo) implements PeerMessage {
    }

    record DialFailed(String reason) implements PeerMessage {
    }

    /** The operator wants a channel. Outcomes go to {@code replyTo} as they come. */
    record Open(long fundingSat, long pushMsat, boolean announce, boolean anchors, Optional<String> closeAddress,
            ActorRef<Effect.Outcome> replyTo) implements PeerMessage {
    }

    /** A script for a new channel of ours, or why there is none. */
    record OpenWithScript(Open open, Optional<Bytes> script, String failure)
            implements PeerMessage {
    }

    record AcceptWithScript(Opening opening, Optional<Bytes> script, String failure)
            implements PeerMessage {
    }

    record Query(ActorRef<Status> replyTo) implements PeerMessage {
    }

    /** Time to dial again. */
    record Reconnect() implements PeerMessage {
    }

    /** To itself: go on with what waited for a write. */
    record Next() implements PeerMessage {
    }

    /** To itself: a channel that the peer asked for has had time to wake up. */
    record Unknown(Bytes32 channelId) implements PeerMessage {
    }

    record Address(String host, int port) {
        public static Address of(InetSocketAddress remote) {
            return new Address(remote.getHostString(), remote.getPort());
        }
    }

    /** @param connected whether there is a connection */
    record Status(boolean connected, Optional<Address> address, boolean incoming, Optional<Features> features,
            int reconnects, int channels) {
    }

    sealed interface Answer {
        record Done() implements Answer {
        }

        record AlreadyConnected() implements Answer {
        }

        record Failure(String reason) implements Answer {
        }
    }
}
