package lnhub.node.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one address that peers dial, in front of all processes: each connection goes to the next one that answers. What
 * a load balancer does in production.
 */
public final class Front implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final int CONNECT_WITHIN_MS = 2_000;
    private static final int BUFFER = 16 * 1024;
    private static final int MAX_CONNECTIONS = 10_000;

    private final ServerSocket server;
    private final List<InetSocketAddress> behind = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    /** Listens on a free port of the loopback address. */
    public Front() {
        try {
            server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("front").start(this::accept);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** From now on connections go to these. Those there are stay where they are. */
    public void behind(List<InetSocketAddress> processes) {
        behind.clear();
        behind.addAll(processes);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket peer = server.accept();
                if (open.size() >= 2 * MAX_CONNECTIONS) {
                    peer.close();
                } else {
                    open.add(peer);
                    Thread.ofVirtual().start(() -> serve(peer));
                }
            } catch (IOException closedOrRefused) {
                LOG.debug("a connection was not accepted", closedOrRefused);
            }
        }
    }

    private void serve(Socket peer) {
        List<InetSocketAddress> processes = List.copyOf(behind);
        int first = turn.getAndIncrement();
        for (int i = 0; i < processes.size(); i++) {
            Socket process = new Socket();
            open.add(process);
            try {
                process.connect(processes.get(Math.floorMod(first + i, processes.size())), CONNECT_WITHIN_MS);
                peer.setTcpNoDelay(true);
                process.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pump(peer, process));
                pump(process, peer);
                return;
            } catch (IOException away) {
                LOG.debug("a process does not answer, the next one is tried", away);
                close(process);
            }
        }
        close(peer);
    }

    /** Until one end is closed; then both are. */
    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException ended) {
            LOG.debug("a connection has ended", ended);
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException closedAlready) {
            LOG.debug("a connection was closed already", closedAlready);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List.copyOf(open).forEach(this::close);
    }
}
