package lnhub.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.units.Bytes;

/**
 * A node's data folder, held by one process at a time, with the seed in it. The seed is the node: its mnemonic is kept
 * in {@code seed.txt}, readable by the owner alone, and every key derives from it.
 */
final class DataFolder implements AutoCloseable {
    private static final String SEED = "seed.txt";
    private static final String ID = "process-id";
    private static final int ENTROPY_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws IOException when another process, or this one, uses the folder already */
    static DataFolder open(Path path) throws IOException {
        Files.createDirectories(path);
        FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("the data folder " + path + " is in use by another process");
        }
        return new DataFolder(path, channel, lock);
    }

    Path path() {
        return path;
    }

    /** What names this folder among those of the node's processes, the same for ever. */
    String id() throws IOException {
        Path file = path.resolve(ID);
        if (!Files.exists(file)) {
            Path partial = path.resolve(ID + ".partial");
            Files.writeString(partial, UUID.randomUUID().toString(), StandardCharsets.US_ASCII);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /** The seed; a new one at the first start. A file that cannot be read is an error, never a reason for a new one. */
    NodeSeed seed(SecureRandom random) throws IOException {
        Path file = path.resolve(SEED);
        if (Files.exists(file)) {
            return read(file);
        }
        if (Files.exists(path.resolve("hub.mv.db"))) {
            throw new IOException(file
                    + " is missing, but the folder has a journal: restore the mnemonic of that node");
        }
        byte[] entropy = new byte[ENTROPY_BYTES];
        random.nextBytes(entropy);
        NodeSeed seed = NodeSeed.of(Bytes.wrap(entropy));
        write(file, seed.toMnemonic());
        return seed;
    }

    private static NodeSeed read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        List<String> words = Arrays.stream(text.split("\\s+")).toList();
        try {
            return NodeSeed.fromMnemonic(words);
        } catch (IllegalArgumentException invalid) {
            throw new IOException(file + " does not hold a mnemonic of 24 words: " + invalid.getMessage());
        }
    }

    /** Complete and on disk before it has its name: a crash leaves either no seed or a whole one. */
    private static void write(Path file, List<String> words) throws IOException {
        Path partial = file.resolveSibling(SEED + ".partial");
        Files.deleteIfExists(partial);
        FileAttribute<Set<PosixFilePermission>> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        try (FileChannel out = FileChannel.open(partial, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE), ownerOnly)) {
            out.write(ByteBuffer.wrap((String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
