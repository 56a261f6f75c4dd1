package lnhub.node.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.Transport;
import lnhub.protocol.crypto.NoiseHandshake;
import lnhub.protocol.crypto.NoiseHandshake.Established;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Transport} over TCP, on Netty; by native epoll where there is one. */
public final class LightningTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(LightningTransport.class);
    /** Below the first, a socket that was full is written to again; above the second, it is full. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final PrivateKey nodeKey;
    private final Acceptor acceptor;
    private final TransportSettings settings;
    private final SecureRandom random;
    private final AdmissionLimit strangers;
    private final AtomicInteger incoming = new AtomicInteger();
    private final MultiThreadIoEventLoopGroup threads;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    /** @param random for ephemeral keys: it must be unpredictable */
    public LightningTransport(
            PrivateKey nodeKey, Acceptor acceptor, TransportSettings settings, SecureRandom random) {
        this.nodeKey = nodeKey;
        this.acceptor = acceptor;
        this.settings = settings;
        this.random = random;
        this.strangers = new AdmissionLimit(settings.maxUnauthenticated(), settings.maxUnauthenticatedPerAddress());
        this.threads = new MultiThreadIoEventLoopGroup(settings.ioThreads(),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    @Override
    public InetSocketAddress listen(String host, int port) {
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 256)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        answer(channel);
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException("cannot listen on " + host + ":" + port, bound.cause()));
        }
        channels.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private void answer(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        AdmissionLimit.Admission admission = remote == null || incoming.get() >= settings.maxIncoming()
                ? null : strangers.admit(remote.getAddress()).orElse(null);
        if (admission == null) {
            channel.close();
            return;
        }
        incoming.incrementAndGet();
        channel.closeFuture().addListener(_ -> {
            incoming.decrementAndGet();
            admission.release();
        });
        channels.add(channel);
        NoiseHandshake.Responder noise = new NoiseHandshake.Responder(nodeKey, ephemeralKey());
        channel.pipeline().addLast(new HandshakeHandler.Responder(noise, settings.handshakeTimeout(),
                new HandshakeHandler.Outcome() {
                    @Override
                    public void established(ChannelHandlerContext context, Established established) {
                        admission.release();
                        open(context, established, true);
                    }

                    @Override
                    public void failed(Throwable why) {
                        LOG.debug("handshake from {} failed", remote, why);
                    }
                }));
    }

    @Override
    public CompletionStage<PeerConnection> dial(PublicKey nodeId, String host, int port) {
        CompletableFuture<PeerConnection> dialled = new CompletableFuture<>();
        // Looking a name up blocks, for seconds sometimes: never on a network thread.
        Thread.ofVirtual().name("dial").start(() -> {
            try {
                InetSocketAddress address = new InetSocketAddress(host, port);
                if (address.isUnresolved()) {
                    throw new UnknownHostException(host);
                }
                connect(nodeId, address, dialled);
            } catch (UnknownHostException | RuntimeException cannotConnect) {
                dialled.completeExceptionally(cannotConnect);
            }
        });
        return dialled;
    }

    private void connect(PublicKey nodeId, InetSocketAddress address, CompletableFuture<PeerConnection> dialled) {
        new Bootstrap()
                .group(threads)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.handshakeTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.pipeline().addLast(initiator(nodeId, dialled));
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        dialled.completeExceptionally(done.cause());
                    }
                });
    }

    private HandshakeHandler initiator(PublicKey nodeId, CompletableFuture<PeerConnection> dialled) {
        NoiseHandshake.Initiator noise = new NoiseHandshake.Initiator(nodeKey, nodeId, ephemeralKey());
        return new HandshakeHandler.Initiator(noise, settings.handshakeTimeout(), new HandshakeHandler.Outcome() {
            @Override
            public void established(ChannelHandlerContext context, Established established) {
                dialled.complete(open(context, established, false));
            }

            @Override
            public void failed(Throwable why) {
                dialled.completeExceptionally(why);
            }
        });
    }

    private PeerConnection open(ChannelHandlerContext context, Established established, boolean incoming) {
        NoiseConnection connection = new NoiseConnection(context.channel(), established, incoming, settings);
        // First in the pipeline, then shown around: whoever sees it must be able to close it.
        context.pipeline().addLast(connection);
        connection.deliverTo(acceptor.opened(connection));
        return connection;
    }

    private PrivateKey ephemeralKey() {
        PrivateKey key;
        do {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            key = PrivateKey.wrap(secret);
        } while (!Secp256k1.isValid(key));
        return key;
    }

    /** Lets every connection say its last words first, within the time that one gets for that. */
    @Override
    public void close() {
        for (Channel channel : channels) {
            NoiseConnection connection = channel.pipeline().get(NoiseConnection.class);
            if (connection == null) {
                channel.close();
            } else {
                connection.close("this node shuts down");
            }
        }
        channels.newCloseFuture().awaitUninterruptibly(settings.closeTimeout().toMillis());
        channels.close().awaitUninterruptibly();
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
