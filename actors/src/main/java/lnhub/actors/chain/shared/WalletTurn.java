package lnhub.actors.chain.shared;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.Wallet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wallet while this process owns it. Opening it, asking it and closing it wait for files, the database and the
 * chain: all of that is done one at a time and in order, on a thread of its own.
 */
final class WalletTurn {
    private static final Logger LOG = LoggerFactory.getLogger(WalletTurn.class);

    private final ExecutorService turn = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("wallet owner").factory());
    /** Only in turn. */
    private Wallet wallet;

    interface Task<T> {
        CompletionStage<T> run() throws Exception;
    }

    CompletionStage<Void> open(WalletOpener opener, Runnable takenOver) {
        return inTurn(() -> {
            wallet = opener.open(takenOver);
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Of a wallet that was opened. */
    <T> CompletionStage<T> ask(Function<Wallet, CompletionStage<T>> question) {
        return inTurn(() -> question.apply(wallet));
    }

    /** After what was asked before; what is asked later fails. May be called again. */
    CompletionStage<Void> close() {
        CompletionStage<Void> closed = inTurn(() -> {
            try {
                if (wallet != null) {
                    wallet.close();
                }
            } catch (RuntimeException failed) {
                LOG.warn("the wallet was not closed in order", failed);
            }
            return CompletableFuture.completedFuture(null);
        });
        turn.shutdown();
        return closed;
    }

    private <T> CompletionStage<T> inTurn(Task<T> task) {
        CompletableFuture<CompletionStage<T>> begun = new CompletableFuture<>();
        try {
            turn.execute(() -> {
                try {
                    begun.complete(task.run());
                } catch (Exception failed) {
                    begun.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            begun.completeExceptionally(new ChainException(ChainException.Kind.UNREACHABLE,
                    "the wallet has been closed"));
        }
        return begun.thenCompose(stage -> stage);
    }
}
