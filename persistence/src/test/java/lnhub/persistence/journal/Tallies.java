package lnhub.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Spawns tallies and asks them. */
final class Tallies {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Tallies() {
    }

    static ActorRef<Tally.Add> spawn(ActorSystem<SpawnProtocol.Command> system, String id, LongConsumer deleted) {
        return spawn(system, Tally.create(id, deleted));
    }

    static ActorRef<Tally.Add> spawn(ActorSystem<SpawnProtocol.Command> system, String id) {
        return spawn(system, id, upTo -> { });
    }

    private static <T> ActorRef<T> spawn(ActorSystem<SpawnProtocol.Command> system, Behavior<T> behavior) {
        return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(system, replyTo -> new SpawnProtocol.Spawn<>(
                behavior, "", Props.empty(), replyTo), PATIENCE, system.scheduler()).toCompletableFuture().join();
    }

    static CompletableFuture<Tally.Total> add(ActorSystem<?> system, ActorRef<Tally.Add> tally, int events) {
        return AskPattern.<Tally.Add, Tally.Total>ask(tally, replyTo -> new Tally.Add(events, replyTo), PATIENCE,
                system.scheduler()).toCompletableFuture();
    }

    /** Completes when the tally has ended, and with it whatever it might still have said. */
    static CompletableFuture<Void> ended(ActorSystem<SpawnProtocol.Command> system, ActorRef<Tally.Add> tally) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        spawn(system, Behaviors.<Void>setup(context -> {
            context.watch(tally);
            return Behaviors.receive(Void.class).onSignal(Terminated.class, signal -> {
                ended.complete(null);
                return Behaviors.stopped();
            }).build();
        }));
        return ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
