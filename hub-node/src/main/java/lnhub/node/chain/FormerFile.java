package lnhub.node.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import lnhub.persistence.history.WalletStates;
import lnhub.protocol.units.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file in which earlier versions kept what is in the database now. It is taken over once, and then renamed. */
final class FormerFile {
    private static final Logger LOG = LoggerFactory.getLogger(FormerFile.class);

    private final Path file;

    FormerFile(Path file) {
        this.file = file;
    }

    /** @throws UncheckedIOException when it is there and cannot be read, or the check refuses it with the same */
    Optional<Bytes> read(Consumer<Bytes> check) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > WalletStates.MAX_SIZE) {
                throw new IOException("it is larger than " + WalletStates.MAX_SIZE + " bytes");
            }
            Bytes content = Bytes.wrap(Files.readAllBytes(file));
            check.accept(content);
            return Optional.of(content);
        } catch (UncheckedIOException refused) {
            throw new UncheckedIOException("cannot use the wallet file " + file, refused.getCause());
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the wallet file " + file, failed);
        }
    }

    /**
     * Never to be read again. After a crash it may be there though its content was taken over, so a file beside a row
     * that is older is no reason to stop.
     *
     * @param taken whether its content was taken over just now
     */
    void retire(boolean taken) {
        if (!Files.exists(file)) {
            return;
        }
        Path retired = file.resolveSibling(file.getFileName() + (taken ? ".taken-over" : ".not-used"));
        try {
            Files.move(file, retired, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(),
                    StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot rename the wallet file " + file, failed);
        }
        if (taken) {
            LOG.info("the wallet file {} is in the database now, and renamed to {}", file, retired);
        } else {
            LOG.warn("the database has the wallet already: the file {} is not used, and renamed to {}", file, retired);
        }
    }
}
