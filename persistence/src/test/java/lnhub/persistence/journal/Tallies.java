package lnhub.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** Spawns tallies and asks them. */
final class Tallies {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Tallies() {
    }

    static ActorRef<Tally.Add> spawn(ActorSystem<SpawnProtocol.Command> system, String id, LongConsumer deleted) {
        return AskPattern.<SpawnProtocol.Command, ActorRef<Tally.Add>>ask(system, replyTo -> new SpawnProtocol.Spawn<>(
                Tally.create(id, deleted), "", Props.empty(), replyTo), PATIENCE, system.scheduler())
                .toCompletableFuture().join();
    }

    static ActorRef<Tally.Add> spawn(ActorSystem<SpawnProtocol.Command> system, String id) {
        return spawn(system, id, upTo -> { });
    }

    static CompletableFuture<Tally.Total> add(ActorSystem<?> system, ActorRef<Tally.Add> tally, int events) {
        return add(system, tally, events, PATIENCE);
    }

    static CompletableFuture<Tally.Total> add(ActorSystem<?> system, ActorRef<Tally.Add> tally, int events,
            Duration patience) {
        return AskPattern.<Tally.Add, Tally.Total>ask(tally, replyTo -> new Tally.Add(events, replyTo), patience,
                system.scheduler()).toCompletableFuture();
    }
}
