package lnhub.node.chain;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.crypto.DeterministicKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's coins, kept by P2WPKH keys of one account (BIP 84) in this process. The chain is read again from the birth
 * height at every start; every method waits for that. Beside the chain there is a small store (see {@link WalletState})
 * with the keys handed out and the coins promised. Only coins in a block are spent, and each is looked up in the
 * chain's and the mempool's view before a transaction is handed out, so that even a wallet restored without its store
 * does not spend what it has published before.
 */
public final class SeedWallet implements Wallet {
    private static final Logger LOG = LoggerFactory.getLogger(SeedWallet.class);

    private final Chain chain;
    private final BitcoinNetwork network;
    private final SeedCoins coins;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private Subscription subscription;

    private SeedWallet(Chain chain, BitcoinNetwork network, SeedCoins coins) {
        this.chain = chain;
        this.network = network;
        this.coins = coins;
    }

    /**
     * @param account     extended private key of one account (m/84'/coin'/account'), used by nothing else
     * @param birthHeight no coin of the account is in an earlier block; the block of this height must exist
     * @param store       the wallet's own; taken over here
     * @throws UncheckedIOException when what it has cannot be read or belongs to another account
     */
    public static SeedWallet open(
            Chain chain, DeterministicKey account, BitcoinNetwork network, int birthHeight, WalletStore store) {
        SeedWallet wallet = new SeedWallet(chain, network, new SeedCoins(account, store));
        wallet.subscription = chain.subscribe(birthHeight, wallet.new Follower());
        return wallet;
    }

    /** Keeps the coins in step with the chain. */
    private final class Follower implements BlockListener {
        @Override
        public CompletionStage<?> connected(Block block) {
            boolean caughtUp = ready.isDone();
            coins.connect(block, caughtUp);
            if (caughtUp) {
                publishAgain();
                return CompletableFuture.completedFuture(null);
            }
            return chain.tip().thenAccept(tip -> markReady(block, tip));
        }

        @Override
        public CompletionStage<?> disconnected(Block block) {
            coins.disconnect(block);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void unconfirmed(ChainTransaction transaction) {
            coins.see(transaction);
        }
    }

    private void markReady(Block block, Tip tip) {
        if (block.height() >= tip.height()) {
            ready.completeAsync(() -> null);
            publishAgain();
        }
    }

    private void publishAgain() {
        for (WalletState.Funded entry : coins.toPublish()) {
            chain.publish(entry.tx().raw()).whenComplete((published, failure) ->
                    LOG.info("published {} again: {}", entry.tx().txid().reversed(),
                            failure == null ? published : failure.getMessage()));
        }
    }

    @Override
    public CompletionStage<String> newAddress() {
        return newScript().thenApply(this::address);
    }

    @Override
    public CompletionStage<Bytes> newScript() {
        return ready.thenApply(synced -> coins.takeScript());
    }

    private String address(Bytes script) {
        return SegwitAddress.fromProgram(network, 0, script.slice(2, script.length()).toArray()).toBech32();
    }

    @Override
    public Bytes scriptOf(String address) {
        return new Addresses(network).script(address);
    }

    @Override
    public CompletionStage<Balance> balance() {
        return ready.thenCompose(synced -> dropVanished()).thenApply(current -> coins.balance());
    }

    @Override
    public CompletionStage<List<Wallet.Coin>> utxos() {
        return ready.thenCompose(synced -> dropVanished()).thenApply(current -> coins.all().stream()
                .map(coin -> new Wallet.Coin(coin.output(), address(coin.output().scriptPubkey()), coin.locked()))
                .toList());
    }

    /** The mempool forgets without telling: what is in no block is asked for before it is shown. */
    private CompletionStage<Void> dropVanished() {
        CompletableFuture<?>[] checks = coins.unconfirmed().stream()
                .map(outPoint -> chain.spendableOutput(outPoint).thenAccept(found -> {
                    if (found.isEmpty()) {
                        coins.forgetUnlessConfirmed(outPoint);
                    }
                }).toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(checks);
    }

    @Override
    public CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        try {
            PaymentTransaction.checkRequest(scriptPubkey, amountSat, feeratePerKw);
        } catch (IllegalArgumentException unusable) {
            return CompletableFuture.failedFuture(unusable);
        }
        return ready.thenCompose(synced -> attempt(scriptPubkey, amountSat, feeratePerKw));
    }

    private CompletionStage<FundedTransaction> attempt(Bytes script, long amountSat, int feeratePerKw) {
        PaymentTransaction payment = coins.promise(script, amountSat, feeratePerKw);
        return gone(payment.inputs(), () -> coins.forget(payment.txid())).thenCompose(gone -> {
            if (gone.isEmpty()) {
                return CompletableFuture.completedFuture(payment.funded());
            }
            coins.forget(payment.txid());
            coins.avoid(gone);
            return attempt(script, amountSat, feeratePerKw);
        });
    }

    /** Which of them the chain or the mempool knows to be spent. @param undo run when it cannot be asked */
    private CompletionStage<List<OutPoint>> gone(List<OutPoint> outPoints, Runnable undo) {
        List<CompletableFuture<Optional<Unspent>>> checks = outPoints.stream()
                .map(outPoint -> chain.spendableOutput(outPoint).toCompletableFuture()).toList();
        return CompletableFuture.allOf(checks.toArray(CompletableFuture<?>[]::new)).handle((all, failure) -> {
            if (failure != null) {
                undo.run();
                return CompletableFuture.<List<OutPoint>>failedFuture(failure.getCause());
            }
            List<OutPoint> gone = new ArrayList<>();
            for (int i = 0; i < outPoints.size(); i++) {
                if (checks.get(i).join().isEmpty()) {
                    gone.add(outPoints.get(i));
                }
            }
            return CompletableFuture.completedFuture(gone);
        }).thenCompose(outcome -> outcome);
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return ready.thenApply(synced -> coins.unseen());
    }

    @Override
    public CompletionStage<Void> release(Bytes32 txid) {
        return ready.thenAccept(synced -> coins.release(txid));
    }

    @Override
    public CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        return fund(scriptPubkey, amountSat, feeratePerKw).thenCompose(payment -> {
            coins.willPublish(payment);
            return chain.publish(payment.signedTx()).thenApply(published -> sent(payment, published));
        });
    }

    private FundedTransaction sent(FundedTransaction payment, Published published) {
        if (published instanceof Published.Rejected rejected) {
            coins.forget(payment.txid());
            throw new IllegalStateException("the network refused the payment: " + rejected.reason());
        }
        coins.see(ChainTransaction.parse(payment.signedTx()));
        return payment;
    }

    @Override
    public CompletionStage<List<FeeInput>> reserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw) {
        try {
            FeeCoins.checkRequest(amountSat, feeratePerKw);
        } catch (IllegalArgumentException unusable) {
            return CompletableFuture.failedFuture(unusable);
        }
        return ready.thenCompose(synced -> keep(purpose, amountSat, feeratePerKw));
    }

    /** What was kept before may be spent in the mempool, by the claim it was kept for; what is new must not be. */
    private CompletionStage<List<FeeInput>> keep(Bytes32 purpose, long amountSat, int feeratePerKw) {
        SeedCoins.Fees fees = coins.fees(purpose, amountSat, feeratePerKw);
        List<OutPoint> added = fees.missing().stream().map(FeeInput::outPoint).toList();
        return gone(added, () -> { }).thenCompose(gone -> {
            coins.avoid(gone);
            // While they were looked up, another may have got them.
            return coins.keep(purpose, fees.missing())
                    ? CompletableFuture.completedFuture(
                            Stream.concat(fees.kept().stream(), fees.missing().stream()).toList())
                    : keep(purpose, amountSat, feeratePerKw);
        });
    }

    @Override
    public CompletionStage<Bytes> signFeeInputs(Bytes transaction) {
        return ready.thenApply(synced -> coins.sign(transaction));
    }

    @Override
    public CompletionStage<Void> releaseFees(Bytes32 purpose) {
        return ready.thenAccept(synced -> coins.releaseFees(purpose));
    }

    @Override
    public void feeReserve(LongSupplier sat) {
        coins.feeReserve(sat);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
