package lnhub.actors.chain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.transactions.OutPoint;

/** Looks for what has spent outputs while nobody watched them, backwards, block by block. */
final class SpendSearch {

    /** @param block with the transaction that spends the output */
    record Found(OutPoint output, ChainTransaction transaction, Block block) {
    }

    private final Chain chain;
    private final int lowest;
    private final Set<OutPoint> wanted;
    private final List<Found> found = new ArrayList<>();

    private SpendSearch(Chain chain, Set<OutPoint> wanted, int lowest) {
        this.chain = chain;
        this.wanted = new HashSet<>(wanted);
        this.lowest = lowest;
    }

    /**
     * Of these outputs, those that are not unspent, each with what spent it if a block from {@code lowest} to
     * {@code tip} has that; the earliest spends first.
     */
    static CompletionStage<List<Found>> find(Chain chain, Set<OutPoint> outputs, int tip, int lowest) {
        CompletionStage<Set<OutPoint>> missing = CompletableFuture.completedFuture(new HashSet<>());
        for (OutPoint output : outputs) {
            missing = missing.thenCombine(chain.unspentOutput(output), (known, unspent) -> {
                if (unspent.isEmpty()) {
                    known.add(output);
                }
                return known;
            });
        }
        return missing.thenCompose(spent -> new SpendSearch(chain, spent, Math.max(0, lowest)).from(tip));
    }

    /** In a loop where the answers are there already: a search over many blocks must not need many stack frames. */
    private CompletionStage<List<Found>> from(int height) {
        int next = height;
        while (!wanted.isEmpty() && next >= lowest) {
            CompletableFuture<Optional<Block>> block = chain.block(next--).toCompletableFuture();
            if (!block.isDone()) {
                int below = next;
                return block.thenCompose(answer -> {
                    answer.ifPresent(this::look);
                    return from(below);
                });
            }
            block.join().ifPresent(this::look);
        }
        return CompletableFuture.completedFuture(found.reversed());
    }

    private void look(Block block) {
        for (ChainTransaction transaction : block.transactions().reversed()) {
            for (ChainTransaction.Input input : transaction.inputs()) {
                if (wanted.remove(input.outPoint())) {
                    found.add(new Found(input.outPoint(), transaction, block));
                }
            }
        }
    }
}
