package lnhub.actors.channel;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.wire.Message;

/**
 * A channel's end of the way to its peer and back, while there is a connection. Both ends count: when something was
 * lost between processes the connection is given up, and the next one lets both sides compare what they have
 * (BOLT 2, "Message Retransmission").
 */
final class PeerLink {
    /** Messages dealt with between two words to the connection. */
    private static final int CREDIT = 32;
    private static final String LOST = "messages of a channel were lost inside this node";

    private final ChannelRef ref;
    private final ActorRef<ChannelMessage> self;
    private Optional<ActorRef<ConnectionMessage>> connection = Optional.empty();
    private long received;
    private long sent;

    PeerLink(ChannelRef ref, ActorRef<ChannelMessage> self) {
        this.ref = ref;
        this.self = self;
    }

    /** Nothing was sent over it to this channel yet. */
    void connected(ActorRef<ConnectionMessage> to) {
        connection = Optional.of(to);
        received = 0;
        sent = 0;
        to.tell(new ConnectionMessage.Speaks(ref, self));
    }

    void disconnected() {
        connection = Optional.empty();
    }

    Optional<ActorRef<ConnectionMessage>> connection() {
        return connection;
    }

    boolean isCurrent(ActorRef<ConnectionMessage> from) {
        return connection.map(from::equals).orElse(false);
    }

    void send(Message message) {
        connection.ifPresent(to -> to.tell(new ConnectionMessage.FromChannel(ref, ++sent, message)));
    }

    void tell(ConnectionMessage message) {
        connection.ifPresent(to -> to.tell(message));
    }

    /**
     * Lets the connection read on: no more of the peer's messages can wait here than the connection allows.
     *
     * @return whether the message may be heard; else the connection is given up
     */
    boolean received(ChannelMessage.FromPeer from) {
        if (from.number() == ChannelMessage.FromPeer.UNCOUNTED) {
            return true;
        }
        if (from.number() != ++received) {
            close(LOST);
            return false;
        }
        if (received % CREDIT == 0) {
            tell(new ConnectionMessage.Consumed(ref, received));
        }
        return true;
    }

    /** It was replaced, or this channel was never told of it, which may be lost: over a new one all is said again. */
    void refuse(ActorRef<ConnectionMessage> unknown) {
        unknown.tell(new ConnectionMessage.Close("a channel does not know the connection"));
    }

    /** From the current connection. */
    void count(ChannelMessage.Count count) {
        if (count.sent() != received) {
            close(LOST);
        } else {
            tell(new ConnectionMessage.Counted(ref, sent, received));
        }
    }

    /** Nothing is left to say, and the connection outlives that. */
    void leave() {
        tell(new ConnectionMessage.Leaves(ref));
        connection = Optional.empty();
    }

    void close(String why) {
        tell(new ConnectionMessage.Close(why));
    }

    /**
     * This incarnation ends, perhaps not knowing whether its last write happened. What the peer was told last may be
     * more or less than the next one finds in the journal: a new connection lets both compare (channel_reestablish).
     */
    void drop() {
        close("a channel restarts");
        connection = Optional.empty();
    }
}
