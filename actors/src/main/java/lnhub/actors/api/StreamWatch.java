package lnhub.actors.api;

import akka.actor.typed.javadsl.ActorContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import lnhub.actors.NodeApi.Refused;
import lnhub.actors.StageFailure;
import lnhub.actors.directory.ShownChannel;
import lnhub.persistence.history.ChannelClosings;
import lnhub.protocol.transactions.OutPoint;

/**
 * Follows a channel that lives in another process, or moves there: turns are told only where they happen, so it is
 * asked for. While it is here there is nothing to ask.
 */
final class StreamWatch {
    static final Duration EVERY = Duration.ofSeconds(1);
    /** How often in a row it may fail: then whoever waits is told. */
    private static final int FAILURES = 30;

    private final ApiServices services;
    private boolean waiting;
    private int failures;

    /** @param shown where it is hosted; empty when nobody does @param ended how it ended, when it has */
    record Look(Optional<ShownChannel> shown, Optional<ChannelClosings.Closing> ended) {
        static final Look NOTHING = new Look(Optional.empty(), Optional.empty());
    }

    /** One of both. */
    record Looked(Optional<Look> look, Optional<Throwable> failure) {
    }

    StreamWatch(ApiServices services) {
        this.services = services;
    }

    /** Asks, unless the channel is here or the last answer has not come. @param message of the answer */
    <T> void look(OutPoint funding, ActorContext<T> context, Function<Looked, T> message) {
        if (waiting || services.processes().here(funding).isPresent()) {
            return;
        }
        waiting = true;
        CompletionStage<Look> look = services.processes().find(funding).thenCompose(shown -> shown.isPresent()
                ? CompletableFuture.completedFuture(new Look(shown, Optional.empty())) : ended(funding));
        context.pipeToSelf(look, (found, failure) ->
                message.apply(new Looked(Optional.ofNullable(found), Optional.ofNullable(failure))));
    }

    /** What has ended is in a table that all processes share. */
    private CompletionStage<Look> ended(OutPoint funding) {
        return services.tables().ask(() -> new Look(Optional.empty(), services.tables().closings().get(funding)
                .filter(ChannelClosings.Closing::ended)));
    }

    /**
     * What was found out; nothing when it could not be asked now.
     *
     * @throws Refused when it could not be asked for so long that whoever waits must be told
     */
    Look looked(Looked answer) {
        waiting = false;
        if (answer.failure().isPresent() && ++failures >= FAILURES) {
            throw Refusals.unavailable("what has begun goes on, but cannot be followed: "
                    + StageFailure.cause(answer.failure().get()).getMessage());
        }
        Look look = answer.look().orElse(Look.NOTHING);
        failures = answer.failure().isPresent() ? failures : 0;
        return look;
    }
}
