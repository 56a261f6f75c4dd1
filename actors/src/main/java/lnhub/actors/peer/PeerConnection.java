package lnhub.actors.peer;

import java.net.InetSocketAddress;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.Message;

/** An authenticated and encrypted connection to one peer. Every method may be called by any thread; none blocks. */
public interface PeerConnection {

    /** Who the peer proved to be. */
    PublicKey nodeId();

    /** Whether the peer dialled us. */
    boolean incoming();

    InetSocketAddress remote();

    /**
     * Queues a message. Messages of one thread leave in the order given; several go out with one system call.
     * After {@link #close} it does nothing. A peer that lets too much pile up loses the connection.
     *
     * @throws IllegalArgumentException when the message cannot be encoded
     */
    void send(Message message);

    /** Asks for no more messages: at most the one that is being delivered still comes. The peer then gets stuck. */
    void pauseReading();

    void resumeReading();

    /** Bytes given to {@link #send} that the operating system has not taken yet. */
    long unflushedBytes();

    /** Bytes that the operating system has taken, as they are on the wire after the handshake (BOLT 8). */
    long bytesSent();

    long bytesReceived();

    /** Sends what is queued, if the peer takes it soon, and closes. Only the first call's reason is kept. */
    void close(String why);
}
