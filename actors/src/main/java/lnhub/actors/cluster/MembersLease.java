package lnhub.actors.cluster;

import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import lnhub.persistence.journal.JournalConfig;
import lnhub.persistence.journal.Processes;

/**
 * What Akka's split brain resolver asks for before one side of a parted cluster goes on without the other: the side
 * that gets it does, the other one ends. Who asks first strikes the other side off the members that the journal's
 * database lists; whoever is no longer listed does not get it. So nothing has to be given back, and one failure soon
 * after another is no harm. Named in the configuration ({@code hub-lease}); Akka makes it.
 */
public final class MembersLease extends Lease {
    private final LeaseSettings settings;
    private final ExtendedActorSystem system;
    private final Executor executor;
    private volatile boolean held;

    public MembersLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.system = system;
        this.executor = system.dispatchers().lookup("hub-blocking-dispatcher");
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    /** On a connection of its own: it is asked for when something is wrong, and rarely. */
    @Override
    public CompletionStage<Boolean> acquire() {
        Cluster cluster = Cluster.get(system);
        String self = cluster.selfAddress().toString();
        Set<String> side = side(cluster);
        return CompletableFuture.supplyAsync(() -> {
            try (HikariDataSource connection = JournalConfig.dataSource(system.settings().config(), 1)) {
                held = new Processes(connection).goOnWith(self, side);
                return held;
            } catch (SQLException failed) {
                throw new CompletionException(failed);
            }
        }, executor);
    }

    private static Set<String> side(Cluster cluster) {
        Set<Member> reachable = new HashSet<>();
        cluster.state().getMembers().forEach(reachable::add);
        reachable.removeAll(cluster.state().getUnreachable());
        Set<String> addresses = new HashSet<>();
        reachable.forEach(member -> addresses.add(member.address().toString()));
        return addresses;
    }

    /** What was got is never taken away: whoever is struck off notices by itself. */
    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        held = false;
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public boolean checkLease() {
        return held;
    }
}
