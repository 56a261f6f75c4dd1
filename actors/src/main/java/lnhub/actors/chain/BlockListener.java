package lnhub.actors.chain;

import java.util.concurrent.CompletionStage;

/**
 * Follows the chain. Calls come one at a time and in order: each connected block is the child of the one before it,
 * and before a block of another branch is connected every block of the abandoned one is disconnected, tip first.
 *
 * <p>The stage each call returns is the back-pressure: the next block comes when it has completed. When it fails, or
 * the call throws, the same block comes again after a pause, so a listener must bear repetition; no block is skipped.
 */
public interface BlockListener {

    CompletionStage<?> connected(Block block);

    CompletionStage<?> disconnected(Block block);

    /**
     * A transaction is in the mempool. A hint and no more: it may come late, more than once or not at all (a crowded
     * mempool is not watched), and the transaction may never confirm.
     */
    default void unconfirmed(ChainTransaction transaction) {
    }

    /** The chain has been asked just now and has no block that this listener was not told of. Comes again and again. */
    default void upToDate() {
    }

    /** The chain could not be reached or made no sense. The subscription goes on trying by itself. */
    default void interrupted(ChainException cause) {
    }
}
