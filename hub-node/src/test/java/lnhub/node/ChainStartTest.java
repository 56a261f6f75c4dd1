package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainException.Kind;
import org.junit.jupiter.api.Test;

class ChainStartTest {
    private final ChainStart start = new ChainStart(Duration.ofMillis(200), Duration.ofMillis(10));
    private final Deque<Kind> refusals = new ArrayDeque<>();

    private CompletionStage<String> ask() {
        return refusals.isEmpty() ? CompletableFuture.completedFuture("tip")
                : CompletableFuture.failedFuture(new ChainException(refusals.pop(), "deliberate"));
    }

    @Test
    void whatIsBusyOrNotYetThereIsWaitedFor() throws Exception {
        refusals.addAll(List.of(Kind.UNREACHABLE, Kind.BUSY, Kind.UNREACHABLE));
        // Longer than an unreachable one would be waited for.
        for (int i = 0; i < 30; i++) {
            refusals.add(Kind.BUSY);
        }
        assertThat(start.await(this::ask)).isEqualTo("tip");
        assertThat(refusals).isEmpty();
    }

    @Test
    void whatDoesNotAnswerIsGivenUp() {
        for (int i = 0; i < 10_000; i++) {
            refusals.add(Kind.UNREACHABLE);
        }
        assertThatThrownBy(() -> start.await(this::ask)).isInstanceOf(ChainException.class);
        assertThat(refusals).isNotEmpty();
    }

    @Test
    void whatCannotBeUsedIsRefusedAtOnce() {
        refusals.addAll(List.of(Kind.WRONG_CHAIN, Kind.BUSY));
        assertThatThrownBy(() -> start.await(this::ask)).isInstanceOf(ChainException.class);
        assertThat(refusals).hasSize(1);
    }
}
