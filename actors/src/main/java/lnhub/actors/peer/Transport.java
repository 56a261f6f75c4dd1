package lnhub.actors.peer;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;

/** The network as peers see it: connections that are authenticated already, and messages that are decoded already. */
public interface Transport extends AutoCloseable {

    /** Asked once for every authenticated connection, incoming or dialled, before its first message. */
    @FunctionalInterface
    interface Acceptor {
        Inbound opened(PeerConnection connection);
    }

    /**
     * Where a connection delivers: one call at a time, in the order of the wire, on a network thread that must not be
     * blocked. Messages of unknown odd types never arrive here; unknown even ones end the connection.
     */
    interface Inbound {
        void message(Message message);

        /** The peer sent something that is no message. It was warned, and the connection is being closed. */
        void malformed(MalformedMessage why);

        /** The last call, exactly once. @param why for people */
        void closed(String why);
    }

    /**
     * Connects and authenticates. The stage completes after the acceptor was asked.
     *
     * @param nodeId who must answer there
     */
    CompletionStage<PeerConnection> dial(PublicKey nodeId, String host, int port);

    /**
     * Accepts connections. May be called for several addresses.
     *
     * @param port 0 for any free one
     * @return the address bound
     * @throws java.io.UncheckedIOException when it cannot be bound
     */
    InetSocketAddress listen(String host, int port);

    /** Stops listening and closes every connection. */
    @Override
    void close();
}
