package lnhub.node;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import lnhub.actors.chain.ChainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first answers of the chain, without which a node does not start. One that is busy (starting up, catching up) is
 * waited for as long as it takes, saying so; one that does not answer, for a while; any other refusal is final.
 */
final class ChainStart {
    private static final Logger LOG = LoggerFactory.getLogger(ChainStart.class);

    private final Duration unreachableAtMost;
    private final Duration pause;
    private String said = "";

    /** @param unreachableAtMost how long nobody may answer. @param pause between two questions */
    ChainStart(Duration unreachableAtMost, Duration pause) {
        this.unreachableAtMost = unreachableAtMost;
        this.pause = pause;
    }

    /** @throws ChainException when the chain cannot be used, or nobody answers for too long */
    <T> T await(Supplier<CompletionStage<T>> question) throws InterruptedException, TimeoutException {
        long unreachableSince = System.nanoTime();
        while (true) {
            try {
                return question.get().toCompletableFuture().get(unreachableAtMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof ChainException refused)) {
                    throw new IllegalStateException("the chain could not be asked", failed.getCause());
                }
                switch (refused.kind()) {
                    case BUSY -> unreachableSince = System.nanoTime();
                    case UNREACHABLE -> {
                        if (System.nanoTime() - unreachableSince > unreachableAtMost.toNanos()) {
                            throw refused;
                        }
                    }
                    default -> throw refused;
                }
                say(refused.getMessage());
                Thread.sleep(pause);
            }
        }
    }

    private void say(String message) {
        if (!message.equals(said)) {
            LOG.warn("waiting for the chain: {}", message);
            said = message;
        }
    }
}
