package lnhub.node.chain.zmq;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Hears one topic of a bitcoind's ZMQ publisher and connects again, with growing pauses, for ever. bitcoind's messages
 * have three frames: the topic, the body, and a number that grows by one (doc/zmq.md), which shows what was lost.
 */
public final class ZmqSubscriber implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int CONNECT_MS = 10_000;
    private static final int HANDSHAKE_MS = 10_000;
    private static final int BUFFER = 1 << 16;
    private static final long U32 = 0xFFFF_FFFFL;

    private final URI address;
    private final String topic;
    private final int maxBody;
    private final Duration longestPause;
    private final Listener listener;
    private final Thread thread;
    private Duration pause = FIRST_PAUSE;
    private Socket socket;
    private boolean closed;

    /** Called on one thread, in order. What it throws ends the connection, and a new one is made. */
    public interface Listener {
        /** From now on messages are told; those before are lost. */
        void connected();

        void message(byte[] body);

        /** At least one message was lost since the last one. */
        void gap();

        /** Nothing will be told until {@link #connected} is called again. */
        void lost(IOException cause);
    }

    /**
     * @param address like tcp://127.0.0.1:28332
     * @param maxBody longest body that is read, in bytes; a longer one ends the connection
     * @throws IllegalArgumentException when the address is not of that form
     */
    public ZmqSubscriber(URI address, String topic, int maxBody, Duration longestPause, Listener listener) {
        check(address);
        this.address = address;
        this.topic = topic;
        this.maxBody = maxBody;
        this.longestPause = longestPause;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("zmq " + topic).unstarted(this::run);
    }

    /** @throws IllegalArgumentException when it is not like tcp://127.0.0.1:28332 */
    public static void check(URI address) {
        if (!"tcp".equals(address.getScheme()) || address.getHost() == null || address.getPort() <= 0) {
            throw new IllegalArgumentException(address + " is not like tcp://127.0.0.1:28332");
        }
    }

    /** Connects, on a thread of its own. */
    public ZmqSubscriber start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!isClosed()) {
                try {
                    listen();
                } catch (IOException | RuntimeException failed) {
                    if (isClosed()) {
                        return;
                    }
                    listener.lost(new IOException("ZMQ " + topic + " at " + address + ": "
                            + (failed instanceof EOFException ? "the publisher went away" : failed.getMessage()),
                            failed));
                    Thread.sleep(pause);
                    Duration doubled = pause.multipliedBy(2);
                    pause = doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() throws IOException {
        try (Socket connection = new Socket()) {
            register(connection);
            connection.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MS);
            connection.setTcpNoDelay(true);
            connection.setKeepAlive(true);
            connection.setSoTimeout(HANDSHAKE_MS);
            Zmtp zmtp = new Zmtp(new BufferedInputStream(connection.getInputStream(), BUFFER),
                    connection.getOutputStream(), maxBody);
            zmtp.subscribe(topic);
            // There may be nothing to tell for an hour: silence is the listener's to judge.
            connection.setSoTimeout(0);
            listener.connected();
            long expected = -1;
            while (true) {
                List<byte[]> frames = zmtp.message();
                if (frames.size() != 3 || !Arrays.equals(frames.getFirst(), Zmtp.ascii(topic))
                        || frames.get(2).length != Integer.BYTES) {
                    throw new IOException("a message that is not bitcoind's");
                }
                long number = ByteBuffer.wrap(frames.get(2)).order(ByteOrder.LITTLE_ENDIAN).getInt() & U32;
                if (expected >= 0 && number != expected) {
                    listener.gap();
                }
                expected = number + 1 & U32;
                pause = FIRST_PAUSE;
                listener.message(frames.get(1));
            }
        }
    }

    private synchronized void register(Socket connection) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        socket = connection;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** No call to the listener begins after this returns, but one may still be under way. */
    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException gone) {
            return;
        }
    }
}
