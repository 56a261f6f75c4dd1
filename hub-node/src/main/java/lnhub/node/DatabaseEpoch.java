package lnhub.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import lnhub.actors.channel.ChannelEntity;
import lnhub.node.NodeConfig.OlderDatabase;
import lnhub.persistence.journal.Epoch;
import lnhub.protocol.channel.ChannelRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises a database that was restored from an older backup, or that is not the one this node worked with: its
 * epoch is lower than the one in the file {@code epoch} of the data folder. While the node runs both advance, the
 * database's first. (The safety invariant "never publish a revoked commitment"; what was signed within the last
 * {@link #INTERVAL} before the backup's successor was lost is found by the peers' channel_reestablish only.)
 */
final class DatabaseEpoch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseEpoch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final String FILE = "epoch";

    private final Path file;
    private final DataSource tables;
    private final Set<String> lost;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("epoch").unstarted(task));

    private DatabaseEpoch(Path file, DataSource tables, Set<String> lost) {
        this.file = file;
        this.tables = tables;
        this.lost = lost;
    }

    /** @throws IllegalStateException when the database is older and {@code policy} is to refuse it */
    static DatabaseEpoch open(Path folder, DataSource tables, OlderDatabase policy) throws IOException, SQLException {
        Path file = folder.resolve(FILE);
        long known = read(file);
        long stored = Epoch.current(tables);
        if (stored < known) {
            judge(tables, policy, "the database is at epoch " + stored + ", but this node has seen it at " + known);
        }
        long next = Epoch.advance(tables, known);
        write(file, next);
        DatabaseEpoch epoch = new DatabaseEpoch(file, tables, Epoch.lost(tables));
        epoch.timer.scheduleWithFixedDelay(epoch::advance, INTERVAL.toMillis(), INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
        return epoch;
    }

    private static void judge(DataSource tables, OlderDatabase policy, String finding) throws SQLException {
        switch (policy) {
            case REFUSE -> throw new IllegalStateException(finding + ": it was restored from an older backup, or is"
                    + " another one. To publish an old channel state would lose the channel's money. Bring the latest"
                    + " database, or set hub.journal.older-database to recover (the peers are asked to close all"
                    + " channels) or to trust (nothing was signed since the backup)");
            case RECOVER -> {
                LOG.error("{}: all channels in it are only closed by their peers from now on", finding);
                Epoch.declareLost(tables, ChannelEntity.KEY.name() + "|");
            }
            case TRUST -> LOG.warn("{}: trusted as configured", finding);
        }
    }

    private static long read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException damaged) {
            throw new IOException(file + " is damaged: expected a number. Without it an older database would not be"
                    + " recognised; delete it only if the database is the latest one");
        }
    }

    private static void write(Path file, long epoch) throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.writeString(fresh, Long.toString(epoch), StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void advance() {
        try {
            write(file, Epoch.advance(tables, 0));
        } catch (IOException | SQLException | RuntimeException failed) {
            LOG.warn("The database's epoch did not advance; it is tried again in {} s", INTERVAL.toSeconds(), failed);
        }
    }

    /** Whether what the database knows of this channel may be older than what was signed. */
    boolean isLost(ChannelRef channel) {
        return lost.contains(ChannelEntity.persistenceId(channel));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
