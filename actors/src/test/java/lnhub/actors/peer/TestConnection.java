package lnhub.actors.peer;

import java.net.InetSocketAddress;
import java.time.Duration;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.Message;

/** A connection that is only looked at. */
public record TestConnection(PublicKey nodeId, InetSocketAddress remote, boolean incoming, long bytesSent,
        long bytesReceived) implements PeerConnection {

    public static TestConnection of(PublicKey nodeId, int port, boolean incoming, long bytesSent) {
        return new TestConnection(nodeId, InetSocketAddress.createUnresolved("peer.example", port), incoming, bytesSent,
                bytesSent + 1);
    }

    public TestConnection openIn(Connections connections) {
        connections.opened(this);
        return this;
    }

    public void pingedIn(Connections connections, Duration ping) {
        connections.pinged(this, ping);
    }

    public void closeIn(Connections connections) {
        connections.closed(this);
    }

    @Override
    public void send(Message message) {
        throw new AssertionError(message);
    }

    @Override
    public void pauseReading() {
        throw new AssertionError("paused");
    }

    @Override
    public void resumeReading() {
        throw new AssertionError("resumed");
    }

    @Override
    public long unflushedBytes() {
        return 0;
    }

    @Override
    public void close(String why) {
        throw new AssertionError(why);
    }
}
