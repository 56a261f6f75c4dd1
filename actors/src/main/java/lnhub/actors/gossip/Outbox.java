package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.wire.GossipMessage;

/**
 * What one peer is still to be sent, as iterators that make the messages only when the connection has room: a slow
 * peer costs a few snapshots that it shares with everybody else, however much it has asked for.
 */
final class Outbox {
    /** Rounds of relaying a peer may lag behind before it misses one. */
    private static final int MAX_SOURCES = 8;
    /** Sent between two questions for room, and the room that is wanted for more. */
    private static final int CHUNK_BYTES = 128 * 1024;
    private static final long ROOM_BYTES = 256 * 1024;

    /** Where messages come from. */
    enum Kind {
        RANGE_ANSWER, CHANNELS_ANSWER, OWN, BACKLOG, RELAY
    }

    private record Source(Kind kind, Iterator<? extends GossipMessage> messages) {
    }

    private final ActorRef<ConnectionMessage> connection;
    private final Deque<Source> answers = new ArrayDeque<>();
    private final Deque<Source> others = new ArrayDeque<>();
    private boolean asked;
    private boolean full;

    Outbox(ActorRef<ConnectionMessage> connection) {
        this.connection = connection;
    }

    boolean has(Kind kind) {
        return answers.stream().anyMatch(source -> source.kind() == kind)
                || others.stream().anyMatch(source -> source.kind() == kind);
    }

    /** An answer overtakes what is relayed, because the peer waits for it. */
    void answer(Kind kind, Iterator<? extends GossipMessage> messages) {
        answers.add(new Source(kind, messages));
        send();
    }

    /**
     * Behind everything that waits: an announcement must not be overtaken by its channel's updates.
     *
     * @return false if the peer lags too far behind to be given any more
     */
    boolean add(Kind kind, Iterator<? extends GossipMessage> messages) {
        if (others.size() >= MAX_SOURCES) {
            return false;
        }
        others.add(new Source(kind, messages));
        send();
        return true;
    }

    /** The connection says how much is still on its way. @return false if it has to be asked again later */
    boolean unsent(long bytes) {
        asked = false;
        full = bytes >= ROOM_BYTES;
        send();
        return !full;
    }

    void askForRoom() {
        if (full && !asked) {
            ask();
        }
    }

    private void send() {
        if (asked || full) {
            return;
        }
        int sent = 0;
        while (sent < CHUNK_BYTES) {
            Deque<Source> from = answers.isEmpty() ? others : answers;
            if (from.isEmpty()) {
                break;
            }
            Iterator<? extends GossipMessage> messages = from.getFirst().messages();
            if (messages.hasNext()) {
                GossipMessage message = messages.next();
                connection.tell(new ConnectionMessage.Send(message));
                sent += GossipSize.of(message);
            } else {
                from.removeFirst();
            }
        }
        if (sent > 0) {
            ask();
        }
    }

    private void ask() {
        asked = true;
        connection.tell(new ConnectionMessage.ReportUnsent());
    }
}
