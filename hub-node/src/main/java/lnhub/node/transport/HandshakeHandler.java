package lnhub.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lnhub.protocol.crypto.HandshakeFailed;
import lnhub.protocol.crypto.NoiseHandshake;
import lnhub.protocol.crypto.NoiseHandshake.Established;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three acts of BOLT 8 at the head of a connection; it leaves the pipeline once they are over. Whatever goes wrong
 * closes the connection without a word, as BOLT 8 demands.
 */
abstract sealed class HandshakeHandler extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeHandler.class);

    /** How a handshake ended; one of the two is called, once, on the connection's own thread. */
    interface Outcome {
        /** The connection's handler must be in the pipeline, after this one, when this returns. */
        void established(ChannelHandlerContext context, Established established);

        void failed(Throwable why);
    }

    private final Duration timeout;
    private final Outcome outcome;
    private Future<?> deadline;
    private boolean over;

    private HandshakeHandler(Duration timeout, Outcome outcome) {
        this.timeout = timeout;
        this.outcome = outcome;
    }

    /** The side that dialled. */
    static final class Initiator extends HandshakeHandler {
        private final NoiseHandshake.Initiator noise;

        Initiator(NoiseHandshake.Initiator noise, Duration timeout, Outcome outcome) {
            super(timeout, outcome);
            this.noise = noise;
        }

        @Override
        void begin(ChannelHandlerContext context) {
            send(context, noise.actOne());
        }

        @Override
        void read(ChannelHandlerContext context, ByteBuf in) throws HandshakeFailed {
            if (in.readableBytes() >= NoiseHandshake.ACT_TWO_SIZE) {
                noise.readActTwo(take(in, NoiseHandshake.ACT_TWO_SIZE));
                send(context, noise.actThree());
                finish(context, noise.established());
            }
        }
    }

    /** The side that was dialled. */
    static final class Responder extends HandshakeHandler {
        private final NoiseHandshake.Responder noise;
        private boolean answered;

        Responder(NoiseHandshake.Responder noise, Duration timeout, Outcome outcome) {
            super(timeout, outcome);
            this.noise = noise;
        }

        @Override
        void begin(ChannelHandlerContext context) {
            // The initiator speaks first.
        }

        @Override
        void read(ChannelHandlerContext context, ByteBuf in) throws HandshakeFailed {
            if (!answered && in.readableBytes() >= NoiseHandshake.ACT_ONE_SIZE) {
                answered = true;
                send(context, noise.actTwo(take(in, NoiseHandshake.ACT_ONE_SIZE)));
            } else if (answered && in.readableBytes() >= NoiseHandshake.ACT_THREE_SIZE) {
                finish(context, noise.readActThree(take(in, NoiseHandshake.ACT_THREE_SIZE)));
            }
        }
    }

    abstract void begin(ChannelHandlerContext context);

    abstract void read(ChannelHandlerContext context, ByteBuf in) throws HandshakeFailed;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = context.executor().schedule(
                () -> fail(context, new IOException("handshake not finished within " + timeout)),
                timeout.toMillis(), TimeUnit.MILLISECONDS);
        begin(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            read(context, in);
        } catch (HandshakeFailed failure) {
            fail(context, failure);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, new IOException("connection closed during the handshake"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("handshake with {} failed here", context.channel().remoteAddress(), cause);
        }
        fail(context, cause);
    }

    final void finish(ChannelHandlerContext context, Established established) {
        deadline.cancel(false);
        outcome.established(context, established);
        over = true;
        // What the peer sent right behind the last act is handed on by this.
        context.pipeline().remove(this);
    }

    private void fail(ChannelHandlerContext context, Throwable why) {
        if (!over) {
            over = true;
            if (deadline != null) {
                deadline.cancel(false);
            }
            outcome.failed(why);
            context.close();
        }
    }

    static byte[] take(ByteBuf in, int size) {
        byte[] taken = new byte[size];
        in.readBytes(taken);
        return taken;
    }

    static void send(ChannelHandlerContext context, byte[] act) {
        context.writeAndFlush(Unpooled.wrappedBuffer(act));
    }
}
