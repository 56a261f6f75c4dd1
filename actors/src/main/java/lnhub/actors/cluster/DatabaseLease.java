package lnhub.actors.cluster;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Leases;

/**
 * What Akka's split brain resolver asks for before one side of a parted cluster goes on without the other: the side
 * that gets it does, the other ends. It lies in the journal's database, which a side must reach to be of any use. Named
 * in the configuration ({@code hub-lease}); Akka makes it.
 */
public final class DatabaseLease extends Lease {
    /** Longer than {@code release-after} of the resolver, which gives it back when the others have ended. */
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private final LeaseSettings settings;
    private final ExtendedActorSystem system;
    private final Executor executor;
    private volatile boolean held;

    public DatabaseLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.system = system;
        this.executor = system.dispatchers().lookup("hub-blocking-dispatcher");
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return withLeases(leases -> leases.acquire(settings.leaseName(), settings.ownerName(), AT_MOST));
    }

    /** It is not lost before its time, which is longer than anybody holds it. */
    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        return withLeases(leases -> {
            leases.release(settings.leaseName(), settings.ownerName());
            return false;
        }).thenApply(free -> true);
    }

    @Override
    public boolean checkLease() {
        return held;
    }

    @FunctionalInterface
    private interface Work {
        boolean with(Leases leases) throws SQLException;
    }

    /** On a connection of its own: it is asked for when something is wrong, and rarely. */
    private CompletionStage<Boolean> withLeases(Work work) {
        return CompletableFuture.supplyAsync(() -> {
            try (HikariDataSource connection = JournalConfig.dataSource(system.settings().config(), 1)) {
                held = work.with(new Leases(connection));
                return held;
            } catch (SQLException failed) {
                throw new CompletionException(failed);
            }
        }, executor);
    }
}
