package lnhub.node.chain;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.actors.chain.Wallet;
import lnhub.node.chain.WalletKeys.Branch;
import lnhub.node.chain.WalletLedger.OwnOutput;
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
 * height at every start; every method waits for that. Beside the chain there is a small file (see {@link WalletFile})
 * with the keys handed out and the coins promised. Only coins in a block are spent, and each is looked up in the
 * chain's and the mempool's view before a transaction is handed out, so that even a wallet restored without its file
 * does not spend what it has published before.
 */
public final class SeedWallet implements Wallet {
    private static final Logger LOG = LoggerFactory.getLogger(SeedWallet.class);
    private static final int MAX_FUNDED = 10_000;
    /** A transaction so deep needs no lock any more: the chain itself says that its coins are spent. */
    private static final int BURIED = 6;
    private static final int PRUNE_EVERY = 144;

    private final Chain chain;
    private final BitcoinNetwork network;
    private final WalletKeys keys;
    private final WalletFile file;
    private final WalletLedger ledger;
    private final Map<Bytes32, WalletFile.Funded> funded = new LinkedHashMap<>();
    /** Until the next block: coins that the mempool spends in a way this wallet has not seen. */
    private final Set<OutPoint> spentElsewhere = new HashSet<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private int tipHeight;
    private Subscription subscription;

    private SeedWallet(Chain chain, DeterministicKey account, BitcoinNetwork network, Path stateFile) {
        this.chain = chain;
        this.network = network;
        this.keys = new WalletKeys(account);
        this.file = new WalletFile(stateFile, keys.accountId());
        this.ledger = new WalletLedger(keys);
        WalletFile.Content content = file.read();
        keys.advance(Branch.EXTERNAL, content.nextExternal());
        keys.advance(Branch.INTERNAL, content.nextInternal());
        content.funded().forEach(entry -> funded.put(entry.tx().txid(), entry));
    }

    /**
     * @param account     extended private key of one account (m/84'/coin'/account'), used by nothing else
     * @param birthHeight no coin of the account is in an earlier block; the block of this height must exist
     * @param stateFile   the wallet's own file, in a directory that exists
     * @throws UncheckedIOException when that file cannot be read or belongs to another account
     */
    public static SeedWallet open(
            Chain chain, DeterministicKey account, BitcoinNetwork network, int birthHeight, Path stateFile) {
        SeedWallet wallet = new SeedWallet(chain, account, network, stateFile);
        wallet.subscription = chain.subscribe(birthHeight, wallet.new Follower());
        return wallet;
    }

    /** Keeps the ledger in step with the chain. */
    private final class Follower implements BlockListener {
        @Override
        public CompletionStage<?> connected(Block block) {
            connect(block);
            return ready.isDone() ? CompletableFuture.completedFuture(null)
                    : chain.tip().thenAccept(tip -> markReady(block, tip));
        }

        @Override
        public CompletionStage<?> disconnected(Block block) {
            disconnect(block);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void unconfirmed(ChainTransaction transaction) {
            see(transaction);
        }
    }

    private synchronized void connect(Block block) {
        tipHeight = block.height();
        spentElsewhere.clear();
        int external = keys.next(Branch.EXTERNAL);
        int internal = keys.next(Branch.INTERNAL);
        block.transactions().forEach(tx -> ledger.confirmed(tx, block.height()));
        boolean buried = funded.values().removeIf(this::isBuried);
        if (buried || external != keys.next(Branch.EXTERNAL) || internal != keys.next(Branch.INTERNAL)) {
            save();
        }
        if (tipHeight % PRUNE_EVERY == 0) {
            ledger.prune(tipHeight);
        }
        if (ready.isDone()) {
            publishAgain();
        }
    }

    private boolean isBuried(WalletFile.Funded entry) {
        return entry.tx().inputs().stream().map(input -> ledger.spentAt(input.outPoint()))
                .anyMatch(height -> height.isPresent() && tipHeight - height.get() + 1 >= BURIED);
    }

    private void markReady(Block block, Tip tip) {
        if (block.height() >= tip.height()) {
            ready.completeAsync(() -> null);
            synchronized (this) {
                publishAgain();
            }
        }
    }

    /** Our own payments whose publication nobody has confirmed to us. */
    private void publishAgain() {
        for (WalletFile.Funded entry : funded.values()) {
            if (entry.publish() && !ledger.has(entry.tx().txid())) {
                chain.publish(entry.tx().raw()).whenComplete((published, failure) ->
                        LOG.info("published {} again: {}", entry.tx().txid().reversed(),
                                failure == null ? published : failure.getMessage()));
            }
        }
    }

    private synchronized void disconnect(Block block) {
        tipHeight = block.height() - 1;
        for (ChainTransaction tx : block.transactions().reversed()) {
            ledger.disconnected(tx);
        }
    }

    private synchronized void see(ChainTransaction transaction) {
        ledger.unconfirmed(transaction);
    }

    private void save() {
        file.write(new WalletFile.Content(
                keys.next(Branch.EXTERNAL), keys.next(Branch.INTERNAL), List.copyOf(funded.values())));
    }

    /** What is not on the disk is not so: a caller who was told of the failure may try again. */
    private void saveOr(Runnable undo) {
        try {
            save();
        } catch (RuntimeException failed) {
            undo.run();
            throw failed;
        }
    }

    @Override
    public CompletionStage<String> newAddress() {
        return ready.thenApply(synced -> address(takeScript(Branch.EXTERNAL)));
    }

    @Override
    public CompletionStage<Bytes> newScript() {
        return ready.thenApply(synced -> takeScript(Branch.EXTERNAL));
    }

    private synchronized Bytes takeScript(Branch branch) {
        Bytes script = keys.takeNext(branch);
        save();
        return script;
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
        return ready.thenCompose(synced -> dropVanished()).thenApply(current -> computeBalance());
    }

    private synchronized Balance computeBalance() {
        Set<OutPoint> locked = locked();
        long confirmedSat = 0;
        long unconfirmedSat = 0;
        long lockedSat = 0;
        for (OwnOutput output : ledger.unspent()) {
            if (!output.isSpendable(tipHeight)) {
                unconfirmedSat += output.amountSat();
            } else if (locked.contains(output.outPoint())) {
                lockedSat += output.amountSat();
            } else {
                confirmedSat += output.amountSat();
            }
        }
        return new Balance(confirmedSat, unconfirmedSat, lockedSat);
    }

    @Override
    public CompletionStage<List<Wallet.Coin>> utxos() {
        return ready.thenCompose(synced -> dropVanished()).thenApply(current -> listCoins());
    }

    private synchronized List<Wallet.Coin> listCoins() {
        Set<OutPoint> locked = locked();
        return ledger.unspent().stream()
                .map(output -> new Wallet.Coin(unspent(output), address(output.output().scriptPubkey()),
                        locked.contains(output.outPoint())))
                .toList();
    }

    private Unspent unspent(OwnOutput output) {
        int confirmations = output.height() == 0 ? 0 : tipHeight - output.height() + 1;
        return new Unspent(output.outPoint(), output.amountSat(), output.output().scriptPubkey(), output.height(),
                confirmations);
    }

    /** The mempool forgets without telling: what is in no block is asked for before it is shown. */
    private CompletionStage<Void> dropVanished() {
        List<OutPoint> unconfirmed;
        synchronized (this) {
            unconfirmed = ledger.unspent().stream().filter(output -> output.height() == 0)
                    .map(OwnOutput::outPoint).toList();
        }
        CompletableFuture<?>[] checks = unconfirmed.stream()
                .map(outPoint -> chain.spendableOutput(outPoint).thenAccept(found -> {
                    if (found.isEmpty()) {
                        forgetUnlessConfirmed(outPoint);
                    }
                }).toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(checks);
    }

    private synchronized void forgetUnlessConfirmed(OutPoint outPoint) {
        boolean stillUnconfirmed = ledger.unspent().stream()
                .anyMatch(output -> output.outPoint().equals(outPoint) && output.height() == 0);
        if (stillUnconfirmed && !funded.containsKey(outPoint.txid())) {
            ledger.forget(outPoint.txid());
        }
    }

    /** What our transactions that have not been seen yet spend. */
    private Set<OutPoint> locked() {
        Set<OutPoint> locked = new HashSet<>(spentElsewhere);
        funded.values().forEach(entry -> entry.tx().inputs().forEach(input -> locked.add(input.outPoint())));
        return locked;
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
        PaymentTransaction payment = promise(script, amountSat, feeratePerKw);
        List<OutPoint> inputs = payment.inputs();
        List<CompletableFuture<Optional<Unspent>>> checks = inputs.stream()
                .map(input -> chain.spendableOutput(input).toCompletableFuture()).toList();
        return CompletableFuture.allOf(checks.toArray(CompletableFuture<?>[]::new)).handle((all, failure) -> {
            if (failure != null) {
                forgetPromise(payment.txid());
                return CompletableFuture.<FundedTransaction>failedFuture(failure.getCause());
            }
            List<OutPoint> gone = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                if (checks.get(i).join().isEmpty()) {
                    gone.add(inputs.get(i));
                }
            }
            if (gone.isEmpty()) {
                return CompletableFuture.completedFuture(payment.funded());
            }
            forgetPromise(payment.txid());
            avoid(gone);
            return attempt(script, amountSat, feeratePerKw);
        }).thenCompose(outcome -> outcome);
    }

    private synchronized void avoid(List<OutPoint> gone) {
        LOG.warn("coins that the chain knows to be spent, though not by what this wallet has seen: {}", gone);
        spentElsewhere.addAll(gone);
    }

    /** Chooses coins, signs, and has the promise on the disk before it returns. */
    private synchronized PaymentTransaction promise(Bytes script, long amountSat, int feeratePerKw) {
        if (funded.size() >= MAX_FUNDED) {
            throw new IllegalStateException(MAX_FUNDED + " funded transactions wait to confirm or to be released");
        }
        Set<OutPoint> locked = locked();
        List<OwnOutput> available = ledger.unspent().stream()
                .filter(output -> output.isSpendable(tipHeight) && !locked.contains(output.outPoint())).toList();
        CoinSelection selection = CoinSelection.select(available, amountSat, script.length(), feeratePerKw);
        PaymentTransaction payment = PaymentTransaction.sign(selection, keys, script, amountSat);
        funded.put(payment.txid(), new WalletFile.Funded(
                payment.funded(), ChainTransaction.parse(payment.funded().signedTx()), false));
        saveOr(() -> funded.remove(payment.txid()));
        return payment;
    }

    private synchronized void forgetPromise(Bytes32 txid) {
        WalletFile.Funded entry = funded.remove(txid);
        if (entry != null) {
            saveOr(() -> funded.put(txid, entry));
        }
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return ready.thenApply(synced -> {
            synchronized (this) {
                return funded.values().stream().filter(entry -> !entry.publish())
                        .map(WalletFile.Funded::funded).filter(entry -> !ledger.has(entry.txid())).toList();
            }
        });
    }

    @Override
    public CompletionStage<Void> release(Bytes32 txid) {
        return ready.thenAccept(synced -> {
            synchronized (this) {
                if (!ledger.has(txid)) {
                    forgetPromise(txid);
                }
            }
        });
    }

    @Override
    public CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        return fund(scriptPubkey, amountSat, feeratePerKw).thenCompose(payment -> {
            willPublish(payment);
            return chain.publish(payment.signedTx()).thenApply(published -> sent(payment, published));
        });
    }

    /**
     * From now on it is published until it is seen. Not before its coins have been looked up: they would be found
     * spent, by itself, and the payment would be made again with others.
     */
    private synchronized void willPublish(FundedTransaction payment) {
        WalletFile.Funded entry = funded.get(payment.txid());
        if (entry == null) {
            throw new IllegalStateException("the payment was released before it was published");
        }
        funded.put(payment.txid(), new WalletFile.Funded(payment, entry.tx(), true));
        saveOr(() -> funded.put(payment.txid(), entry));
    }

    private FundedTransaction sent(FundedTransaction payment, Published published) {
        if (published instanceof Published.Rejected rejected) {
            forgetPromise(payment.txid());
            throw new IllegalStateException("the network refused the payment: " + rejected.reason());
        }
        see(ChainTransaction.parse(payment.signedTx()));
        return payment;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
