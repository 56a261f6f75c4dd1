package lnhub.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import lnhub.actors.peer.PeerConnection;
import lnhub.actors.peer.Transport;
import lnhub.protocol.crypto.NoiseHandshake.Established;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.TransportCipher;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.Message;
import lnhub.protocol.wire.MessageCodec;
import lnhub.protocol.wire.UnknownMessage;
import lnhub.protocol.wire.Warning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection after its handshake: frames in become messages, messages out become frames. */
final class NoiseConnection extends ByteToMessageDecoder implements PeerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(NoiseConnection.class);
    private static final int NO_LENGTH = -1;

    /** Frames are decrypted here; messages copy what they keep. For each thread, so idle connections stay small. */
    private record Scratch(byte[] encrypted, byte[] message) {
        static final FastThreadLocal<Scratch> OF_THREAD = new FastThreadLocal<>() {
            @Override
            protected Scratch initialValue() {
                int size = TransportCipher.MAX_MESSAGE_SIZE + TransportCipher.MAC_SIZE;
                return new Scratch(new byte[size], new byte[size]);
            }
        };
    }

    private final Channel channel;
    private final PublicKey nodeId;
    private final boolean incoming;
    private final TransportCipher cipher;
    private final TransportSettings settings;
    private final Outbox outbox;
    private final InetSocketAddress remote;
    private final AtomicReference<String> closeReason = new AtomicReference<>();
    private Transport.Inbound inbound;
    private volatile boolean paused;
    /** Written by the connection's thread alone. */
    private volatile long receivedBytes;
    private int nextLength = NO_LENGTH;

    NoiseConnection(Channel channel, Established established, boolean incoming, TransportSettings settings) {
        this.channel = channel;
        this.nodeId = established.remoteNodeId();
        this.cipher = established.cipher();
        this.incoming = incoming;
        this.settings = settings;
        this.outbox = new Outbox(channel, cipher);
        this.remote = (InetSocketAddress) channel.remoteAddress();
    }

    /** To be called once, on the connection's thread, in the same turn that put it into the pipeline. */
    void deliverTo(Transport.Inbound inbound) {
        this.inbound = inbound;
    }

    @Override
    public PublicKey nodeId() {
        return nodeId;
    }

    @Override
    public boolean incoming() {
        return incoming;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public long unflushedBytes() {
        return outbox.unflushedBytes();
    }

    @Override
    public long bytesSent() {
        return outbox.sentBytes();
    }

    @Override
    public long bytesReceived() {
        return receivedBytes;
    }

    @Override
    public void send(Message message) {
        byte[] encoded = MessageCodec.encode(message);
        if (closeReason.get() != null) {
            return;
        }
        long unflushed = outbox.add(encoded);
        if (unflushed > settings.maxUnflushedBytes()
                && closeReason.compareAndSet(null, "peer does not read: " + unflushed + " bytes wait for it")) {
            channel.close();
        }
    }

    @Override
    public void close(String why) {
        if (closeReason.compareAndSet(null, why)) {
            channel.eventLoop().execute(this::closeGently);
        }
    }

    private void closeGently() {
        outbox.drainAndClose();
        Future<?> deadline = channel.eventLoop().schedule(
                () -> channel.close(), settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(_ -> deadline.cancel(false));
    }

    @Override
    public void pauseReading() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        paused = false;
        if (channel.isOpen()) {
            channel.config().setAutoRead(true);
            // Frames that had arrived before the pause are not announced again: an empty read looks at them.
            channel.eventLoop().execute(() -> channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (closeReason.get() != null) {
            in.skipBytes(in.readableBytes());
        } else if (!paused) {
            try {
                readFrame(in);
            } catch (AEADBadTagException notAuthentic) {
                closeAtOnce("frame is not authentic");
            } catch (MalformedMessage malformed) {
                // The warning first: whoever is told may close the connection at once.
                refuse(malformed.getMessage());
                inbound.malformed(malformed);
            }
        }
    }

    /** Takes the next header or the next message off the buffer, if it is there as a whole. */
    private void readFrame(ByteBuf in) throws AEADBadTagException, MalformedMessage {
        Scratch scratch = Scratch.OF_THREAD.get();
        if (nextLength == NO_LENGTH) {
            if (in.readableBytes() >= TransportCipher.HEADER_SIZE) {
                in.readBytes(scratch.encrypted, 0, TransportCipher.HEADER_SIZE);
                receivedBytes += TransportCipher.HEADER_SIZE;
                nextLength = cipher.decryptLength(scratch.encrypted);
            }
            return;
        }
        int size = nextLength + TransportCipher.MAC_SIZE;
        if (in.readableBytes() >= size) {
            in.readBytes(scratch.encrypted, 0, size);
            receivedBytes += size;
            cipher.decrypt(scratch.encrypted, size, scratch.message);
            int length = nextLength;
            nextLength = NO_LENGTH;
            deliver(MessageCodec.decode(scratch.message, 0, length));
        }
    }

    private void deliver(Message message) {
        if (!(message instanceof UnknownMessage unknown)) {
            inbound.message(message);
        } else if (unknown.type() % 2 == 0) {
            refuse("unknown even message type " + unknown.type());
        }
    }

    /** BOLT 1: such a peer is told and the connection closed; its channels are not failed for it. */
    private void refuse(String why) {
        send(new Warning(Bytes32.ZEROES, Bytes.wrap(why.getBytes(StandardCharsets.US_ASCII))));
        close(why);
    }

    private void closeAtOnce(String why) {
        closeReason.compareAndSet(null, why);
        channel.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        outbox.drain();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        closeReason.compareAndSet(null, "closed by the peer");
        super.channelInactive(context);
        inbound.closed(closeReason.get());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            closeAtOnce("connection lost: " + cause.getMessage());
        } else {
            LOG.error("connection to {} failed", nodeId, cause);
            closeAtOnce("internal error");
        }
    }
}
