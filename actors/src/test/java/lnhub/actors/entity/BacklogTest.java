package lnhub.actors.entity;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What arrives while an entity recovers or writes is neither lost nor reordered, however much it is. */
class BacklogTest {
    /** More than Akka's stash holds, and many times what its recursion survives. */
    private static final int MANY = 200_000;
    private static final ActorTestKit KIT = ActorTestKit.create("backlog", ConfigFactory.parseString("""
            akka.persistence.journal.plugin = held
            held.class = "%s"
            held.plugin-dispatcher = akka.actor.default-dispatcher
            akka.actor.allow-java-serialization = on
            akka.actor.warn-about-java-serializer-usage = off
            """.formatted(HeldJournal.class.getName())).withFallback(ConfigFactory.load()));

    sealed interface Command {
        /** Writes an event. */
        record Write(int number) implements Command {
        }

        /** Is only noticed. */
        record Notice(int number) implements Command {
        }

        record Report(ActorRef<List<Integer>> replyTo) implements Command {
        }

        record Next() implements Command {
        }
    }

    private static final class Notebook extends EventSourcedBehavior<Command, Integer, Integer> {
        private final Backlog<Command, Integer, Integer> backlog;
        private final List<Integer> seen = new ArrayList<>();

        Notebook(String name, Backlog<Command, Integer, Integer> backlog) {
            super(PersistenceId.ofUniqueId(name));
            this.backlog = backlog;
        }

        static Behavior<Command> create(String name) {
            return Behaviors.setup(context -> Backlog.<Command, Integer, Integer>of(Command.class, context,
                    new Command.Next(), backlog -> new Notebook(name, backlog)));
        }

        @Override
        public Integer emptyState() {
            return 0;
        }

        @Override
        public EventHandler<Integer, Integer> eventHandler() {
            return (state, event) -> state + 1;
        }

        @Override
        public CommandHandler<Command, Integer, Integer> commandHandler() {
            return backlog.handler(Effect().none(), this::onCommand);
        }

        private Effect<Integer, Integer> onCommand(Integer state, Command command) {
            return switch (command) {
                case Command.Write write -> Effect().persist(write.number())
                        .thenRun(after -> seen.add(write.number()));
                case Command.Notice notice -> {
                    seen.add(notice.number());
                    yield Effect().none();
                }
                case Command.Report report ->
                        Effect().none().thenRun(same -> report.replyTo().tell(List.copyOf(seen)));
                case Command.Next stale -> Effect().none();
            };
        }
    }

    private final TestProbe<List<Integer>> reports = KIT.createTestProbe();

    @AfterEach
    void open() {
        HeldJournal.gate.complete(null);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private List<Integer> report(ActorRef<Command> entity) {
        entity.tell(new Command.Report(reports.getRef()));
        return reports.receiveMessage(Duration.ofSeconds(60));
    }

    @Test
    void whatWaitsForOneWriteNeitherOverflowsNorGetsLost() {
        ActorRef<Command> entity = KIT.spawn(Notebook.create("one-write"));
        report(entity);
        HeldJournal.gate = new CompletableFuture<>();
        entity.tell(new Command.Write(0));
        List<Integer> expected = new ArrayList<>(List.of(0));
        for (int number = 1; number <= MANY; number++) {
            entity.tell(new Command.Notice(number));
            expected.add(number);
        }
        HeldJournal.gate.complete(null);
        assertThat(report(entity)).isEqualTo(expected);
    }

    @Test
    void writesAndOthersKeepTheirOrder() {
        ActorRef<Command> entity = KIT.spawn(Notebook.create("many-writes"));
        List<Integer> expected = new ArrayList<>();
        for (int number = 0; number < 2_000; number++) {
            entity.tell(number % 7 == 0 ? new Command.Write(number) : new Command.Notice(number));
            expected.add(number);
        }
        assertThat(report(entity)).isEqualTo(expected);
    }

    @Test
    void whatWaitsForARecoveryIsHeard() {
        ActorRef<Command> first = KIT.spawn(Notebook.create("recovered"));
        for (int number = 0; number < 100; number++) {
            first.tell(new Command.Write(number));
        }
        report(first);
        KIT.stop(first);
        ActorRef<Command> second = KIT.spawn(Notebook.create("recovered"));
        List<Integer> expected = new ArrayList<>();
        for (int number = 0; number < MANY; number++) {
            second.tell(new Command.Notice(number));
            expected.add(number);
        }
        assertThat(report(second)).isEqualTo(expected);
    }
}
