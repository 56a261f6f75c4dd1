package lnhub.node.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lnhub.protocol.crypto.TransportCipher;

/**
 * What waits to be sent on one connection. Any thread adds; the connection's own thread encrypts, because the order of
 * encryption is the order on the wire, and puts up to 64 messages into one buffer and one system call.
 */
final class Outbox {
    private static final int MESSAGES_PER_WRITE = 64;
    private static final int BYTES_PER_WRITE = 64 * 1024;
    private static final FastThreadLocal<byte[]> FRAME = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[TransportCipher.MAX_MESSAGE_SIZE + TransportCipher.OVERHEAD];
        }
    };

    private final Channel channel;
    private final TransportCipher cipher;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong unflushedBytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Written by the connection's thread alone. */
    private volatile long sentBytes;

    Outbox(Channel channel, TransportCipher cipher) {
        this.channel = channel;
        this.cipher = cipher;
    }

    long unflushedBytes() {
        return unflushedBytes.get();
    }

    long sentBytes() {
        return sentBytes;
    }

    /** Any thread. @return the bytes unflushed, this message included */
    long add(byte[] message) {
        long unflushed = unflushedBytes.addAndGet(message.length + TransportCipher.OVERHEAD);
        waiting.add(message);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
        return unflushed;
    }

    /** The connection's thread: writes until nothing waits or the socket has enough; the rest follows when it can. */
    void drain() {
        scheduled.set(false);
        boolean written = false;
        while (channel.isWritable() && !waiting.isEmpty()) {
            write();
            written = true;
        }
        if (written) {
            channel.flush();
        }
    }

    /** The connection's thread: writes everything, however slow the peer, and closes once it is gone. */
    void drainAndClose() {
        while (!waiting.isEmpty()) {
            write();
        }
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    private void write() {
        byte[] frame = FRAME.get();
        ByteBuf batch = channel.alloc().directBuffer((int) Math.min(unflushedBytes.get(), BYTES_PER_WRITE));
        for (int i = 0; i < MESSAGES_PER_WRITE && batch.readableBytes() < BYTES_PER_WRITE; i++) {
            byte[] message = waiting.poll();
            if (message == null) {
                break;
            }
            batch.writeBytes(frame, 0, cipher.encrypt(message, frame, 0));
        }
        int size = batch.readableBytes();
        channel.write(batch).addListener(done -> {
            unflushedBytes.addAndGet(-size);
            if (done.isSuccess()) {
                sentBytes += size;
            } else {
                channel.close();
            }
        });
    }
}
