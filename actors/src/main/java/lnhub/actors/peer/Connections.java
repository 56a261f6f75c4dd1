package lnhub.actors.peer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of this process over which init was exchanged, for anybody to count and to read. Its size is bounded
 * by how many connections the transport admits.
 */
public final class Connections {
    private final Map<PeerConnection, Duration> pings = new ConcurrentHashMap<>();

    void opened(PeerConnection connection) {
        pings.put(connection, Duration.ZERO);
    }

    /** @param ping from our ping to the peer's pong (BOLT 1) */
    void pinged(PeerConnection connection, Duration ping) {
        pings.replace(connection, ping);
    }

    void closed(PeerConnection connection) {
        pings.remove(connection);
    }

    public Collection<PeerConnection> all() {
        return List.copyOf(pings.keySet());
    }

    /** How long the last pong took; zero before the first. A busy connection is not pinged. */
    public Duration ping(PeerConnection connection) {
        return pings.getOrDefault(connection, Duration.ZERO);
    }
}
