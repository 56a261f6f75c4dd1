package lnhub.actors.gossip;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.GossipTimestampFilter;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.QueryChannelRange;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.TlvStream;

/** A peer whose every message the test writes and reads. */
final class RawPeer {
    /** Round trips after which all that follows from one message has happened. */
    private static final int SETTLED = 8;

    final Party party;
    private final TestNode node;
    private final BlockingQueue<ConnectionMessage> mailbox = new LinkedBlockingQueue<>();
    private final ActorRef<ConnectionMessage> connection;
    private final List<Message> received = new ArrayList<>();
    private int asked;
    private Optional<String> closed = Optional.empty();
    /** What is reported as not sent yet. */
    long unsentBytes;

    RawPeer(ActorTestKit kit, TestNode node, Party party, boolean queries) {
        this.party = party;
        this.node = node;
        this.connection = kit.spawn(Behaviors.receiveMessage(message -> {
            mailbox.add(message);
            return Behaviors.same();
        }));
        node.gossip.tell(new GossipCommand.PeerConnected(connection, party.id(), queries));
    }

    ActorRef<ConnectionMessage> connection() {
        return connection;
    }

    void sends(GossipMessage message) {
        node.gossip.tell(new GossipCommand.FromPeer(connection, party.id(), message));
    }

    void wants(long firstTimestamp) {
        sends(new GossipTimestampFilter(Party.CHAIN, firstTimestamp, 0xFFFF_FFFFL, TlvStream.EMPTY));
    }

    void leaves() {
        node.gossip.tell(new GossipCommand.PeerDisconnected(connection));
    }

    /** Waits for a message of this kind, and takes all before it. */
    <T extends Message> T awaits(Class<T> kind) {
        while (true) {
            if (take() instanceof Message message && kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /** What has been received since the last time, once the node has nothing more to do. */
    List<Message> settled() {
        for (int i = 0; i < SETTLED; i++) {
            // Of no block, so that the answer is short.
            sends(new QueryChannelRange(Party.CHAIN, 0xFFFF_FF00L, 1, TlvStream.EMPTY));
            ReplyChannelRange answer = awaits(ReplyChannelRange.class);
            received.remove(answer);
        }
        List<Message> all = List.copyOf(received);
        received.clear();
        return all;
    }

    /** Takes all up to the next question for room, and answers it. */
    void readsUntilAsked() {
        int before = asked;
        while (asked == before) {
            take();
        }
    }

    /** How many messages wait to be read. */
    int unread() {
        return mailbox.size();
    }

    /** Why the node closed the connection, if it did. */
    Optional<String> closed() {
        return closed;
    }

    /** Waits for the end. */
    String awaitsClose() {
        while (closed.isEmpty()) {
            take();
        }
        return closed.get();
    }

    private Message take() {
        switch (next()) {
            case ConnectionMessage.Send send -> {
                received.add(send.message());
                return send.message();
            }
            case ConnectionMessage.ReportUnsent ask -> {
                asked++;
                node.gossip.tell(new GossipCommand.Unsent(connection, unsentBytes));
            }
            case ConnectionMessage.Close close -> closed = Optional.of(close.why());
            case ConnectionMessage other -> throw new AssertionError("unexpected " + other);
        }
        return null;
    }

    private ConnectionMessage next() {
        try {
            ConnectionMessage message = mailbox.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing more comes; so far " + received);
            }
            return message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
