package lnhub.actors.chain;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.StageFailure;
import lnhub.protocol.channel.Publication;
import lnhub.protocol.units.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands transactions of channels to the chain. What cannot be handed over now is handed over again by its channel, so
 * a failure is only told to the log. Whether a funding transaction will be taken is asked before the peer hears of it:
 * after that its channel hangs on it. Any thread may call it.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Chain chain;
    private final Wallet wallet;

    public Publisher(Chain chain, Wallet wallet) {
        this.chain = chain;
        this.wallet = wallet;
    }

    /**
     * Makes a funding transaction, see {@link Wallet#fund}, that the mempool would take. Fails with
     * {@link UnacceptableTransaction} when it would not, and as the wallet and the chain fail; then its coins are free.
     */
    public CompletionStage<Wallet.FundedTransaction> fund(Bytes script, long amountSat, int feeratePerKw) {
        return wallet.fund(script, amountSat, feeratePerKw).thenCompose(funded -> chain.refusal(funded.signedTx())
                .thenAccept(refused -> refused.ifPresent(why -> {
                    throw new UnacceptableTransaction(why);
                }))
                .handle((nothing, failure) -> failure == null ? CompletableFuture.completedFuture(funded)
                        : wallet.release(funded.txid()).thenCompose(released ->
                                CompletableFuture.<Wallet.FundedTransaction>failedFuture(StageFailure.cause(failure))))
                .thenCompose(answer -> answer));
    }

    /** @return completes once the chain has answered, whatever it said */
    public CompletionStage<Void> publish(Bytes transaction) {
        return told(transaction, chain.publish(transaction));
    }

    /** A claim: the wallet signs its own inputs first, and a commitment that it pays for goes with it. */
    public CompletionStage<Void> publish(Publication publication) {
        CompletionStage<Bytes> signed = publication.coins() ? wallet.signFeeInputs(publication.transaction())
                : CompletableFuture.completedFuture(publication.transaction());
        return told(publication.transaction(), signed.thenCompose(transaction -> publication.parent()
                .map(parent -> chain.publishPackage(List.of(parent, transaction)))
                .orElseGet(() -> chain.publish(transaction))));
    }

    private static CompletionStage<Void> told(Bytes transaction, CompletionStage<Published> answer) {
        return answer.handle((result, failure) -> {
            if (failure != null) {
                LOG.warn("transaction {} could not be published, it will be tried again: {}", txid(transaction),
                        StageFailure.cause(failure).getMessage());
            } else if (result instanceof Published.Rejected rejected) {
                LOG.info("transaction {} was rejected: {} ({})", txid(transaction), rejected.reason(),
                        rejected.cause());
            }
            return null;
        });
    }

    private static String txid(Bytes transaction) {
        return ChainTransaction.parse(transaction).txid().reversed().toString();
    }
}
