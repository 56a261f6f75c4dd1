package lnhub.node.chain.zmq;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One side of a ZMTP 3.0 connection (ZeroMQ RFC 23): the greeting, frames, and the NULL handshake of a subscriber.
 * Whatever the other side sends, no more than a fixed number of bytes is held.
 */
final class Zmtp {
    static final int GREETING_SIZE = 64;
    static final int MORE = 1;
    static final int LONG = 2;
    static final int COMMAND = 4;
    private static final int MAX_COMMAND = 4_096;
    private static final int MAX_FRAMES = 8;
    private static final int MECHANISM_AT = 12;
    private static final int MECHANISM_SIZE = 20;
    private static final int MAJOR_AT = 10;
    private static final int MAX_TEXT = 200;

    private final DataInputStream in;
    private final OutputStream out;
    private final int maxFrame;

    private record Frame(int flags, byte[] body) {
    }

    /** @param maxFrame the longest frame of a message that is read, in bytes */
    Zmtp(InputStream in, OutputStream out, int maxFrame) {
        this.in = new DataInputStream(in);
        this.out = out;
        this.maxFrame = maxFrame;
    }

    /** RFC 23, "Greeting": signature, version 3.0, mechanism, as-server (not used with NULL), filler. */
    static byte[] greeting() {
        byte[] greeting = new byte[GREETING_SIZE];
        greeting[0] = (byte) 0xff;
        greeting[9] = 0x7f;
        greeting[MAJOR_AT] = 3;
        byte[] mechanism = ascii("NULL");
        System.arraycopy(mechanism, 0, greeting, MECHANISM_AT, mechanism.length);
        return greeting;
    }

    /** RFC 23, "The NULL Security Mechanism": READY with the socket's type. */
    static byte[] ready(String socketType) {
        byte[] command = ascii("READY");
        byte[] name = ascii("Socket-Type");
        byte[] value = ascii(socketType);
        byte[] body = ByteBuffer.allocate(1 + command.length + 1 + name.length + 4 + value.length)
                .put((byte) command.length).put(command).put((byte) name.length).put(name)
                .putInt(value.length).put(value).array();
        return frame(COMMAND, body);
    }

    /** A frame with a short body. */
    static byte[] frame(int flags, byte[] body) {
        return ByteBuffer.allocate(2 + body.length).put((byte) flags).put((byte) body.length).put(body).array();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Greets, says what we are, and subscribes to a topic. @throws IOException when no publisher is there */
    void subscribe(String topic) throws IOException {
        out.write(greeting());
        out.flush();
        checkGreeting();
        out.write(ready("SUB"));
        out.flush();
        checkReady(read(MAX_COMMAND));
        byte[] subscription = new byte[1 + topic.length()];
        subscription[0] = 1;
        System.arraycopy(ascii(topic), 0, subscription, 1, topic.length());
        out.write(frame(0, subscription));
        out.flush();
    }

    private void checkGreeting() throws IOException {
        byte[] theirs = new byte[GREETING_SIZE];
        in.readFully(theirs, 0, MAJOR_AT + 1);
        if (theirs[0] != (byte) 0xff || (theirs[9] & 1) != 1) {
            throw new IOException("what answers does not speak ZMTP");
        }
        if (theirs[MAJOR_AT] < 3) {
            throw new IOException("what answers speaks ZMTP " + theirs[MAJOR_AT] + ", 3 is needed");
        }
        in.readFully(theirs, MAJOR_AT + 1, GREETING_SIZE - MAJOR_AT - 1);
        String mechanism = text(Arrays.copyOfRange(theirs, MECHANISM_AT, MECHANISM_AT + MECHANISM_SIZE));
        if (!mechanism.equals("NULL")) {
            throw new IOException("the security mechanism " + mechanism + " is asked for, only NULL is spoken");
        }
    }

    private static void checkReady(Frame frame) throws IOException {
        String name = frame.body.length == 0 ? "" : text(Arrays.copyOfRange(
                frame.body, 1, Math.min(frame.body.length, 1 + (frame.body[0] & 0xff))));
        if ((frame.flags & COMMAND) == 0 || !name.equals("READY")) {
            throw new IOException(
                    "expected READY, got " + (name.equals("ERROR") ? text(frame.body) : "something else"));
        }
        String metadata = new String(frame.body, StandardCharsets.ISO_8859_1);
        if (!metadata.contains("PUB")) {
            throw new IOException("what answers is not a publisher");
        }
    }

    private static String text(byte[] bytes) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        String printable = all.replaceAll("[^\\x20-\\x7e]", "");
        return printable.substring(0, Math.min(MAX_TEXT, printable.length()));
    }

    /** The next message's frames; commands in between are passed over. */
    List<byte[]> message() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        while (true) {
            Frame frame = read(maxFrame);
            if ((frame.flags & COMMAND) != 0) {
                continue;
            }
            frames.add(frame.body);
            if ((frame.flags & MORE) == 0) {
                return frames;
            }
            if (frames.size() == MAX_FRAMES) {
                throw new IOException("a message of more than " + MAX_FRAMES + " frames");
            }
        }
    }

    private Frame read(int longest) throws IOException {
        int flags = in.readUnsignedByte();
        if ((flags & ~(MORE | LONG | COMMAND)) != 0 || (flags & COMMAND) != 0 && (flags & MORE) != 0) {
            throw new IOException("a frame with the flags " + flags);
        }
        long size = (flags & LONG) == 0 ? in.readUnsignedByte() : in.readLong();
        int limit = (flags & COMMAND) == 0 ? longest : Math.min(longest, MAX_COMMAND);
        if (size < 0 || size > limit) {
            throw new IOException("a frame of " + Long.toUnsignedString(size) + " bytes, " + limit + " are allowed");
        }
        // Grows with what arrives: a size that is only claimed takes no memory.
        byte[] body = in.readNBytes((int) size);
        if (body.length < size) {
            throw new EOFException("the connection ended within a frame");
        }
        return new Frame(flags, body);
    }
}
