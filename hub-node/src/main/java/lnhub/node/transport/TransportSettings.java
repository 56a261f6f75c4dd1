package lnhub.node.transport;

import java.time.Duration;

/**
 * The limits of the transport.
 *
 * @param handshakeTimeout for connecting, and again for the handshake
 * @param closeTimeout how long a peer may take to accept our last words
 * @param maxUnauthenticated incoming connections that have not finished the handshake
 * @param maxUnauthenticatedPerAddress of those, from one IPv4 address or one IPv6 /64
 * @param maxIncoming incoming connections in all
 * @param maxUnflushedBytes what a connection may hold for a peer that does not read
 * @param ioThreads network threads
 */
public record TransportSettings(
        Duration handshakeTimeout,
        Duration closeTimeout,
        int maxUnauthenticated,
        int maxUnauthenticatedPerAddress,
        int maxIncoming,
        long maxUnflushedBytes,
        int ioThreads) {

    public static final TransportSettings DEFAULT = new TransportSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            256,
            16,
            10_000,
            32L * 1024 * 1024,
            Runtime.getRuntime().availableProcessors());
}
