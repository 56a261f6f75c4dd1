package lnhub.node.transport;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.Transport;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;

/** A node that writes down all it is told. */
final class RecordingPeer implements Transport.Acceptor, AutoCloseable {
    static final TransportSettings SETTINGS = new TransportSettings(
            Duration.ofSeconds(20), Duration.ofSeconds(20), 256, 256, 256, 32 << 20, 1);

    final PrivateKey key;
    final LightningTransport transport;
    final BlockingQueue<PeerConnection> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<MalformedMessage> malformed = new LinkedBlockingQueue<>();
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    volatile boolean pauseAtOnce;

    RecordingPeer(int secret, TransportSettings settings) {
        key = secret(secret);
        transport = new LightningTransport(key, this, settings, new SecureRandom());
    }

    static PrivateKey secret(int value) {
        byte[] secret = new byte[32];
        secret[31] = (byte) value;
        secret[0] = 1;
        return PrivateKey.wrap(secret);
    }

    PublicKey nodeId() {
        return key.publicKey();
    }

    @Override
    public Transport.Inbound opened(PeerConnection connection) {
        if (pauseAtOnce) {
            connection.pauseReading();
        }
        opened.add(connection);
        return new Transport.Inbound() {
            @Override
            public void message(Message message) {
                messages.add(message);
            }

            @Override
            public void malformed(MalformedMessage why) {
                malformed.add(why);
            }

            @Override
            public void closed(String why) {
                closed.add(why);
            }
        };
    }

    /** The next element, which must come. */
    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(30, TimeUnit.SECONDS);
        if (element == null) {
            throw new AssertionError("nothing came within 30 s");
        }
        return element;
    }

    @Override
    public void close() {
        transport.close();
    }
}
