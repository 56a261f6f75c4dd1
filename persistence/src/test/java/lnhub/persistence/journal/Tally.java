package lnhub.persistence.journal;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SpawnProtocol;
import akka.persistence.typed.DeleteSnapshotsCompleted;
import akka.persistence.typed.DeletionTarget;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import lnhub.persistence.kryo.AkkaKryoSerializer;
import lnhub.persistence.kryo.KryoRegistry;
import lnhub.persistence.kryo.Registrations;
import lnhub.protocol.units.Bytes;

/** The smallest event-sourced actor that shows whether anything is lost: it counts, and sums what it counted. */
final class Tally extends EventSourcedBehavior<Tally.Add, Tally.Added, Tally.Total> {
    /** Persist that many events, then answer with the new total. */
    record Add(int events, ActorRef<Total> replyTo) {
    }

    record Added(long number, Bytes padding) {
    }

    record Total(long count, long sum) {
    }

    static final int SNAPSHOT_EVERY = 500;
    static final int KEPT_SNAPSHOTS = 2;
    private static final Bytes PADDING = Bytes.wrap(new byte[560]);

    private final LongConsumer deletedBefore;

    private Tally(String id, LongConsumer deletedBefore) {
        super(PersistenceId.ofUniqueId(id));
        this.deletedBefore = deletedBefore;
    }

    static Behavior<Add> create(String id, LongConsumer deletedBefore) {
        return new Tally(id, deletedBefore);
    }

    static ActorSystem<SpawnProtocol.Command> system(Config database) {
        KryoRegistry registry = KryoRegistry.builder().with(Registrations::protocol)
                .register(9_000, Added.class, 1).register(9_001, Total.class, 1).build();
        Config config = database.withFallback(ConfigFactory.load());
        return ActorSystem.create(SpawnProtocol.create(), "tally", ActorSystemSetup.create(
                BootstrapSetup.create(config), AkkaKryoSerializer.setup(registry)));
    }

    static void stop(ActorSystem<?> system) {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    @Override
    public Total emptyState() {
        return new Total(0, 0);
    }

    @Override
    public CommandHandler<Add, Added, Total> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onCommand(Add.class, (total, add) -> add.events() == 0
                ? Effect().none().thenReply(add.replyTo(), state -> state)
                : Effect().persist(LongStream.rangeClosed(1, add.events())
                        .mapToObj(n -> new Added(total.count() + n, PADDING)).toList())
                        .thenReply(add.replyTo(), state -> state)).build();
    }

    @Override
    public EventHandler<Total, Added> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent(
                (total, added) -> new Total(total.count() + 1, total.sum() + added.number()));
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, KEPT_SNAPSHOTS).withDeleteEventsOnSnapshot();
    }

    @Override
    public SignalHandler<Total> signalHandler() {
        // Snapshots are deleted after the events before them: with this signal the whole round is over.
        return newSignalHandlerBuilder().onSignal(DeleteSnapshotsCompleted.class, (total, deleted) -> {
            if (deleted.getTarget() instanceof DeletionTarget.Criteria criteria) {
                deletedBefore.accept(criteria.selection().maxSequenceNr() + 1);
            }
        }).build();
    }

    static long sum(long count) {
        return count * (count + 1) / 2;
    }
}
