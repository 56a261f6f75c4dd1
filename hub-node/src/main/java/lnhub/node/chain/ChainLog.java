package lnhub.node.chain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/**
 * What happened to the embedded chain, appended to a file: kind (1 byte), length (4), payload, CRC-32 (4). A record
 * that was not written to its end is cut off at the next start. It survives a killed process; against a power failure
 * it is forced to the disk only when closed, since regtest's coins are worth nothing.
 */
final class ChainLog implements AutoCloseable {
    static final char BLOCK = 'B';
    static final char TRANSACTION = 'T';
    static final char INVALIDATE = 'I';
    static final char RECONSIDER = 'R';

    private static final byte[] MAGIC = "lnhub regtest 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_RECORD = 8_000_000;
    private static final long MAX_FILE = 2L << 30;
    private static final int FRAME = 9;

    private final FileChannel file;

    private ChainLog(FileChannel file) {
        this.file = file;
    }

    /** @throws IOException when it cannot be read, is something else, or another process has it open */
    static ChainLog open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path,
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, path);
            if (file.size() == 0) {
                write(file, ByteBuffer.wrap(MAGIC));
            }
            ByteBuffer magic = read(file, 0, MAGIC.length);
            if (!ByteBuffer.wrap(MAGIC).equals(magic)) {
                throw new IOException(path + " is not a regtest chain of this version");
            }
            return new ChainLog(file);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    private static void lock(FileChannel file, Path path) throws IOException {
        try {
            if (file.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException byThisProcess) {
            throw new IOException(path + " is in use");
        }
        throw new IOException(path + " is in use by another process");
    }

    /** Hands every whole record to {@code reader}, oldest first, and cuts off what follows. */
    void replay(BiConsumer<Character, byte[]> reader) throws IOException {
        long position = MAGIC.length;
        while (position + FRAME <= file.size()) {
            ByteBuffer head = read(file, position, 5);
            char kind = (char) head.get();
            int length = head.getInt();
            if (length < 0 || length > MAX_RECORD || position + FRAME + length > file.size()) {
                break;
            }
            byte[] payload = read(file, position + 5, length).array();
            if (read(file, position + 5 + length, 4).getInt() != checksum(kind, payload)) {
                break;
            }
            reader.accept(kind, payload);
            position += FRAME + length;
        }
        file.truncate(position);
        file.position(position);
    }

    void append(char kind, byte[] payload) throws IOException {
        if (payload.length > MAX_RECORD || file.position() + FRAME + payload.length > MAX_FILE) {
            throw new IOException("the regtest chain's file is full (" + MAX_FILE + " bytes): start a new one");
        }
        ByteBuffer record = ByteBuffer.allocate(FRAME + payload.length)
                .put((byte) kind).putInt(payload.length).put(payload).putInt(checksum(kind, payload));
        write(file, record.flip());
    }

    private static int checksum(char kind, byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(kind);
        crc.update(payload);
        return (int) crc.getValue();
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        file.force(true);
        file.close();
    }
}
