package lnhub.actors.peer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The connections of this process over which init was exchanged, for anybody to count and to read. Its size is bounded
 * by how many connections the transport admits.
 */
public final class Connections {
    private final AtomicLong last = new AtomicLong();
    private final Map<PeerConnection, Long> numbers = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Long, Open> open = new ConcurrentSkipListMap<>();

    /**
     * A connection.
     *
     * @param number from 1, ascending in the order in which they were opened
     * @param ping how long the last pong took; zero before the first. A busy connection is not pinged
     */
    public record Open(long number, PeerConnection connection, Duration ping) {
    }

    void opened(PeerConnection connection) {
        long number = last.incrementAndGet();
        numbers.put(connection, number);
        open.put(number, new Open(number, connection, Duration.ZERO));
    }

    /** @param ping from our ping to the peer's pong (BOLT 1) */
    void pinged(PeerConnection connection, Duration ping) {
        Long number = numbers.get(connection);
        if (number != null) {
            open.computeIfPresent(number, (same, was) -> new Open(number, connection, ping));
        }
    }

    void closed(PeerConnection connection) {
        Long number = numbers.remove(connection);
        if (number != null) {
            open.remove(number);
        }
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    /** Those that were opened after the one with this number, in order. @param number 0: all */
    public Stream<Open> after(long number) {
        return open.tailMap(number, false).values().stream();
    }
}
