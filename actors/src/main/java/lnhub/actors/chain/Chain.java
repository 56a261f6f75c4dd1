package lnhub.actors.chain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;

/**
 * The block chain as a trusted full node shows it. Every stage fails with {@link ChainException} when that node cannot
 * be asked; then nothing is known, which is not the same as an empty answer.
 */
public interface Chain extends AutoCloseable {

    CompletionStage<Tip> tip();

    /**
     * Every block from {@code fromHeight} (inclusive) on, and what follows for ever. A height that is not reached yet
     * is waited for.
     */
    Subscription subscribe(int fromHeight, BlockListener listener);

    /**
     * What happened after {@code last}, the block that the listener saw connected last, perhaps before a restart: if it
     * was reorganised away since, that is told first by {@link BlockListener#disconnected}.
     */
    Subscription resume(Tip last, BlockListener listener);

    /**
     * Hands a signed transaction to the network. Repeating it is harmless.
     * When the stage fails the transaction may have been relayed or not.
     */
    CompletionStage<Published> publish(Bytes rawTransaction);

    /**
     * Hands over a transaction and the child that pays for it, so that the parent may pay less than the mempool asks
     * for (BOLT 3: a commitment with anchors). Repeating it, or having only part of it known or confirmed, is
     * harmless. The answer is about the last one: accepted only when that is in the mempool. Where the node cannot
     * weigh a package (a bitcoind before version 26), the parent must pay its own way.
     *
     * @param parentThenChild exactly two, signed
     */
    CompletionStage<Published> publishPackage(List<Bytes> parentThenChild);

    /**
     * Why the mempool would refuse a signed transaction now; empty when it would take it, or has it. Nothing is handed
     * over. For what can still be called off: {@link #publish} says the same of what cannot.
     */
    CompletionStage<Optional<Published.Rejected>> refusal(Bytes rawTransaction);

    CompletionStage<FeeRates> feeRates();

    /** The output, if a block of the chain has it and none spends it. What is only in the mempool does not count. */
    CompletionStage<Optional<Unspent>> unspentOutput(OutPoint outPoint);

    /** The same for the output at a place in the chain (BOLT 7): empty too when there is no such place. */
    CompletionStage<Optional<Unspent>> unspentOutput(ShortChannelId place);

    /** The output, if a block or the mempool has it and neither spends it: what a new transaction could spend. */
    CompletionStage<Optional<Unspent>> spendableOutput(OutPoint outPoint);

    /** What in the mempool spends one of these outputs. What of it could not be told any more is left out. */
    CompletionStage<List<ChainTransaction>> unconfirmedSpends(Set<OutPoint> outputs);

    /** The block at a height of the current chain; empty above the tip. */
    CompletionStage<Optional<Block>> block(int height);

    /** Ends all subscriptions. */
    @Override
    void close();
}
