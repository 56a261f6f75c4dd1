package lnhub.ops.api;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import lnhub.actors.NodeApi;

/**
 * Serves a node's API over gRPC. There is neither TLS nor authentication yet, so only a loopback address is accepted.
 */
public final class ApiServer implements AutoCloseable {
    /** Calls that one connection may have open; a client that wants more waits. */
    static final int MAX_CALLS_PER_CONNECTION = 8_192;
    /** No request that we know of comes near it. */
    static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final long GRACE_MS = 2_000;

    private final Server server;
    private final ExecutorService handlers;

    private ApiServer(Server server, ExecutorService handlers) {
        this.server = server;
        this.handlers = handlers;
    }

    /**
     * @param bind a loopback address; port 0 takes any free one
     * @throws IllegalArgumentException when the address is not a loopback one
     * @throws IOException when the port cannot be listened on
     */
    public static ApiServer start(InetSocketAddress bind, NodeApi node) throws IOException {
        if (bind.isUnresolved() || !bind.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("hub.rpc.host is " + bind.getHostString()
                    + ", but the API has no authentication yet: only a loopback address such as 127.0.0.1 is allowed");
        }
        ExecutorService handlers = Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().daemon().name("api-", 0).factory());
        try {
            return new ApiServer(serve(bind, node, handlers), handlers);
        } catch (IOException | RuntimeException e) {
            handlers.shutdown();
            throw e;
        }
    }

    private static Server serve(InetSocketAddress bind, NodeApi node, ExecutorService handlers) throws IOException {
        return NettyServerBuilder.forAddress(bind)
                .executor(handlers)
                .maxInboundMessageSize(MAX_REQUEST_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .addService(new StateService(node))
                .addService(new LightningService(node))
                .addService(new RouterService(node))
                .addService(new HubService(node))
                .fallbackHandlerRegistry(new UnknownMethods())
                .build()
                .start();
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    /** Answers what has been asked, for a moment, then ends the streams. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        handlers.shutdown();
    }
}
