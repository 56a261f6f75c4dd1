package lnhub.node.chain;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.BlockListener;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.actors.chain.Published;
import lnhub.actors.chain.Subscription;
import lnhub.actors.chain.Tip;
import lnhub.actors.chain.Unspent;
import lnhub.actors.chain.Wallet;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's coins in a wallet of the bitcoind that shows us the chain: its keys, its coin selection. What bitcoind
 * cannot know is in a file of ours ({@link WalletFile}): transactions made and not published yet. Their coins are
 * locked in bitcoind, over its restarts too; locks that belong to no such transaction are the traces of a crash and
 * are removed. So nothing else may use that wallet.
 */
public final class BitcoindWallet implements Wallet {
    private static final Logger LOG = LoggerFactory.getLogger(BitcoindWallet.class);
    private static final int MAX_FUNDED = 10_000;
    /** A transaction so deep needs no memory any more: the chain itself says that its coins are spent. */
    private static final int BURIED = 6;

    private final Chain chain;
    private final BitcoindWalletRpc rpc;
    private final Addresses addresses;
    private final WalletFile file;
    private final Map<Bytes32, WalletFile.Funded> funded = new LinkedHashMap<>();
    /** One at a time and in order: what is chosen for one transaction must be locked before the next one is made. */
    private final ExecutorService turn = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("bitcoind wallet").factory());
    private boolean locksAreKnown;
    private Subscription subscription;

    private interface Task<T> {
        T run() throws InterruptedException;
    }

    private BitcoindWallet(Chain chain, BitcoindConfig config, String name, Path stateFile) {
        this.chain = chain;
        this.rpc = new BitcoindWalletRpc(config, name);
        this.addresses = new Addresses(config.network());
        this.file = new WalletFile(stateFile, Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
        file.read().funded().forEach(entry -> funded.put(entry.tx().txid(), entry));
    }

    /**
     * Loads the wallet, or makes it. Waits for bitcoind.
     *
     * @param chain     of the same bitcoind
     * @param name      of its wallet, used by nothing else
     * @param stateFile this wallet's own file, in a directory that exists
     * @throws ChainException       when bitcoind does not answer, or has no such wallet and cannot make it
     * @throws UncheckedIOException when the file cannot be read or belongs to another wallet
     */
    public static BitcoindWallet open(Chain chain, BitcoindConfig config, String name, Path stateFile)
            throws InterruptedException {
        BitcoindWallet wallet = new BitcoindWallet(chain, config, name, stateFile);
        try {
            wallet.subscription = chain.resume(chain.tip().toCompletableFuture().get(), wallet.new Follower());
            wallet.inTurn(() -> {
                wallet.rpc.load();
                wallet.tidy();
                return null;
            }).toCompletableFuture().get();
            return wallet;
        } catch (ExecutionException failed) {
            wallet.close();
            throw failed.getCause() instanceof ChainException known ? known : new ChainException(
                    ChainException.Kind.REFUSED, "bitcoind's wallet cannot be used", failed.getCause());
        }
    }

    /** With each block, what was promised is looked at again. */
    private final class Follower implements BlockListener {
        @Override
        public CompletionStage<?> connected(Block block) {
            inTurn(() -> {
                tidy();
                return null;
            }).whenComplete((done, failure) -> {
                if (failure != null && !turn.isShutdown()) {
                    LOG.warn("bitcoind's wallet will be looked at again with the next block: {}", failure.getMessage());
                }
            });
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> disconnected(Block block) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private <T> CompletionStage<T> inTurn(Task<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            turn.execute(() -> {
                try {
                    answer.complete(task.run());
                } catch (InterruptedException closing) {
                    answer.completeExceptionally(ended());
                } catch (RpcError error) {
                    answer.completeExceptionally(new ChainException(ChainException.Kind.REFUSED,
                            "bitcoind's wallet refused: " + error.getMessage() + " (" + error.code() + ")", error));
                } catch (RuntimeException failed) {
                    answer.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            answer.completeExceptionally(ended());
        }
        return answer;
    }

    private static ChainException ended() {
        return new ChainException(ChainException.Kind.UNREACHABLE, "the wallet has been closed");
    }

    /** Forgets what is buried, publishes what it should, and has exactly the promised coins locked. */
    private void tidy() throws InterruptedException {
        List<Bytes32> buried = new ArrayList<>();
        List<WalletFile.Funded> lost = new ArrayList<>();
        Set<OutPoint> promised = new HashSet<>();
        for (WalletFile.Funded entry : funded.values()) {
            OptionalInt confirmations = rpc.confirmations(entry.tx().txid());
            if (confirmations.isEmpty()) {
                promised.addAll(inputs(entry));
                if (entry.publish()) {
                    lost.add(entry);
                }
            } else if (Math.abs(confirmations.getAsInt()) >= BURIED) {
                // Or, when negative, something else that spends its coins is that deep.
                buried.add(entry.tx().txid());
            }
        }
        if (!buried.isEmpty()) {
            buried.forEach(funded::remove);
            save();
        }
        if (!locksAreKnown) {
            setLocks(promised);
            locksAreKnown = true;
        }
        lost.forEach(this::publishAgain);
    }

    private void setLocks(Set<OutPoint> promised) throws InterruptedException {
        Set<OutPoint> locked = rpc.locked();
        Set<OutPoint> orphans = new HashSet<>(locked);
        orphans.removeAll(promised);
        rpc.unlock(orphans);
        for (OutPoint coin : promised) {
            try {
                rpc.lock(List.of(coin));
            } catch (RpcError error) {
                if (error.code() != RpcError.INVALID_PARAMETER) {
                    throw error;
                }
                LOG.warn("the promised coin {} is spent: {}", coin, error.getMessage());
            }
        }
    }

    private void publishAgain(WalletFile.Funded entry) {
        chain.publish(entry.tx().raw()).whenComplete((published, failure) ->
                LOG.info("published {} again: {}", entry.tx().txid().reversed(),
                        failure == null ? published : failure.getMessage()));
    }

    private static List<OutPoint> inputs(WalletFile.Funded entry) {
        return entry.tx().inputs().stream().map(ChainTransaction.Input::outPoint).toList();
    }

    private void save() {
        file.write(new WalletFile.Content(0, 0, List.copyOf(funded.values())));
    }

    @Override
    public CompletionStage<String> newAddress() {
        return inTurn(rpc::newAddress);
    }

    @Override
    public CompletionStage<Bytes> newScript() {
        return newAddress().thenApply(this::scriptOf);
    }

    @Override
    public Bytes scriptOf(String address) {
        return addresses.script(address);
    }

    @Override
    public CompletionStage<Balance> balance() {
        return inTurn(() -> {
            Set<OutPoint> mature = new HashSet<>();
            rpc.unlocked(false).forEach(coin -> mature.add(coin.outPoint()));
            long confirmedSat = 0;
            long unconfirmedSat = 0;
            long lockedSat = 0;
            for (Coin coin : coins()) {
                if (coin.locked()) {
                    lockedSat += coin.output().amountSat();
                } else if (coin.output().confirmations() > 0 && mature.contains(coin.output().outPoint())) {
                    confirmedSat += coin.output().amountSat();
                } else {
                    unconfirmedSat += coin.output().amountSat();
                }
            }
            return new Balance(confirmedSat, unconfirmedSat, lockedSat);
        });
    }

    @Override
    public CompletionStage<List<Coin>> utxos() {
        return inTurn(this::coins);
    }

    private List<Coin> coins() throws InterruptedException {
        if (!locksAreKnown) {
            tidy();
        }
        while (true) {
            Tip tip = await(chain.tip());
            List<Coin> coins = new ArrayList<>();
            for (BitcoindWalletRpc.Listed coin : rpc.unlocked(true)) {
                int height = coin.confirmations() == 0 ? 0 : tip.height() - coin.confirmations() + 1;
                coins.add(new Coin(new Unspent(coin.outPoint(), coin.amountSat(), coin.script(), height,
                        coin.confirmations()), coin.address(), false));
            }
            for (OutPoint locked : rpc.locked()) {
                await(chain.spendableOutput(locked)).ifPresent(output -> coins.add(new Coin(output,
                        addresses.address(output.scriptPubkey()).orElse(""), true)));
            }
            // Heights are counted back from the tip: with another one meanwhile they would be wrong.
            if (await(chain.tip()).equals(tip)) {
                return coins;
            }
        }
    }

    /** The chain answers on threads of its own, never on ours. */
    private static <T> T await(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ChainException known ? known : new IllegalStateException(failed);
        }
    }

    @Override
    public CompletionStage<FundedTransaction> fund(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        return inTurn(() -> promise(scriptPubkey, amountSat, feeratePerKw, false).funded());
    }

    private WalletFile.Funded promise(Bytes script, long amountSat, int feeratePerKw, boolean publish)
            throws InterruptedException {
        PaymentTransaction.checkRequest(script, amountSat, feeratePerKw);
        String address = addresses.address(script).orElseThrow(() -> new IllegalArgumentException(
                "bitcoind's wallet pays to addresses only, and the script " + script.toHex() + " has none"));
        if (funded.size() >= MAX_FUNDED) {
            throw new IllegalStateException(MAX_FUNDED + " funded transactions wait to confirm or to be released");
        }
        if (!locksAreKnown) {
            tidy();
        }
        BitcoindWalletRpc.Made made = make(script, address, amountSat, feeratePerKw);
        ChainTransaction tx = ChainTransaction.parse(made.rawTransaction());
        int index = tx.outputs().indexOf(new ChainTransaction.Output(amountSat, script));
        WalletFile.Funded entry = new WalletFile.Funded(
                new FundedTransaction(made.rawTransaction(), tx.txid(), index, made.feeSat()), tx, publish);
        // If this ends here, in whatever way, the locks are compared with the file before more is promised.
        locksAreKnown = false;
        rpc.lock(inputs(entry));
        funded.put(tx.txid(), entry);
        saveOr(() -> funded.remove(tx.txid()));
        locksAreKnown = true;
        return entry;
    }

    private BitcoindWalletRpc.Made make(Bytes script, String address, long amountSat, int feeratePerKw)
            throws InterruptedException {
        try {
            return rpc.make(address, amountSat, feeratePerKw);
        } catch (RpcError error) {
            if (!error.getMessage().contains("nsufficient funds")) {
                throw error;
            }
            long availableSat = rpc.unlocked(false).stream().filter(coin -> coin.confirmations() > 0)
                    .mapToLong(BitcoindWalletRpc.Listed::amountSat).sum();
            throw new InsufficientFunds(
                    amountSat + CoinSelection.leastFeeSat(script.length(), feeratePerKw), availableSat);
        }
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
    public CompletionStage<Void> release(Bytes32 txid) {
        return inTurn(() -> {
            if (funded.containsKey(txid) && rpc.confirmations(txid).isEmpty()) {
                forget(txid);
            }
            return null;
        });
    }

    private void forget(Bytes32 txid) throws InterruptedException {
        WalletFile.Funded entry = funded.remove(txid);
        saveOr(() -> funded.put(txid, entry));
        locksAreKnown = false;
        rpc.unlock(inputs(entry));
        locksAreKnown = true;
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return inTurn(() -> {
            List<FundedTransaction> unseen = new ArrayList<>();
            for (WalletFile.Funded entry : funded.values()) {
                if (!entry.publish() && rpc.confirmations(entry.tx().txid()).isEmpty()) {
                    unseen.add(entry.funded());
                }
            }
            return unseen;
        });
    }

    @Override
    public CompletionStage<FundedTransaction> send(Bytes scriptPubkey, long amountSat, int feeratePerKw) {
        return inTurn(() -> {
            FundedTransaction payment = promise(scriptPubkey, amountSat, feeratePerKw, true).funded();
            if (await(chain.publish(payment.signedTx())) instanceof Published.Rejected rejected) {
                forget(payment.txid());
                throw new IllegalStateException("the network refused the payment: " + rejected.reason());
            }
            return payment;
        });
    }

    @Override
    public void close() {
        Optional.ofNullable(subscription).ifPresent(Subscription::close);
        turn.shutdownNow();
        rpc.close();
    }
}
