package lnhub.actors.directory;

import java.time.Duration;
import lnhub.actors.peer.Connections;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.PeerMessage;
import lnhub.protocol.crypto.PublicKey;

/**
 * A connection as the process that has it shows it.
 *
 * @param incoming whether the peer dialled us
 * @param bytesSent as they are on the wire after the handshake; those received likewise
 * @param pingNanos how long the last pong took, in nanoseconds; zero before the first
 */
public record ShownConnection(PublicKey nodeId, PeerMessage.Address remote, boolean incoming, long bytesSent,
        long bytesReceived, long pingNanos) implements Answered {

    static ShownConnection of(Connections.Open open) {
        PeerConnection connection = open.connection();
        return new ShownConnection(connection.nodeId(), PeerMessage.Address.of(connection.remote()),
                connection.incoming(), connection.bytesSent(), connection.bytesReceived(), open.ping().toNanos());
    }

    public Duration ping() {
        return Duration.ofNanos(pingNanos);
    }
}
