package lnhub.node.chain;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.core.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's coins in a wallet of the bitcoind that shows us the chain: its keys, its coin selection. What bitcoind
 * cannot know is in a store of ours ({@link Promises}): transactions made and not published yet, and coins kept for
 * fees. These coins are locked in bitcoind, over its restarts too; locks that belong to no promise are the traces of a
 * crash and are removed. So nothing else may use that wallet.
 */
public final class BitcoindWallet implements Wallet {
    private static final Logger LOG = LoggerFactory.getLogger(BitcoindWallet.class);

    private final Chain chain;
    private final BitcoindWalletRpc rpc;
    private final Addresses addresses;
    private final Promises promises;
    private final BitcoindLocks locks;
    /** One at a time and in order: what is chosen for one transaction must be locked before the next one is made. */
    private final ExecutorService turn = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("bitcoind wallet").factory());
    private volatile LongSupplier feeReserve = () -> 0;
    private Subscription subscription;

    private interface Task<T> {
        T run() throws InterruptedException;
    }

    private BitcoindWallet(Chain chain, BitcoindConfig config, String name, WalletStore store) {
        this.chain = chain;
        this.rpc = new BitcoindWalletRpc(config, name);
        this.addresses = new Addresses(config.network());
        WalletState state = new WalletState(store, Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
        this.promises = new Promises(state, state.take(), branch -> 0);
        this.locks = new BitcoindLocks(promises, rpc);
    }

    /**
     * Loads the wallet, or makes it. Waits for bitcoind.
     *
     * @param chain of the same bitcoind
     * @param name  of its wallet, used by nothing else
     * @param store this wallet's own; taken over here
     * @throws ChainException       when bitcoind does not answer, or has no such wallet and cannot make it
     * @throws UncheckedIOException when what it has cannot be read or belongs to another wallet
     */
    public static BitcoindWallet open(Chain chain, BitcoindConfig config, String name, WalletStore store)
            throws InterruptedException {
        BitcoindWallet wallet = new BitcoindWallet(chain, config, name, store);
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
        Set<Bytes32> buried = new HashSet<>();
        List<WalletState.Funded> lost = new ArrayList<>();
        for (WalletState.Funded entry : promises.funded()) {
            OptionalInt confirmations = rpc.confirmations(entry.tx().txid());
            if (confirmations.isEmpty() && entry.publish()) {
                lost.add(entry);
            } else if (Math.abs(confirmations.orElse(0)) >= Promises.BURIED) {
                // Or, when negative, something else that spends its coins is that deep.
                buried.add(entry.tx().txid());
            }
        }
        if (promises.removeIf(entry -> buried.contains(entry.tx().txid()))) {
            promises.save();
        }
        Set<OutPoint> inChain = inChain(promises.feeCoins());
        promises.forgetSpentFees(inChain::contains, await(chain.tip()).height());
        locks.set();
        lost.forEach(this::publishAgain);
    }

    private Set<OutPoint> inChain(Set<OutPoint> coins) throws InterruptedException {
        Set<OutPoint> found = new HashSet<>();
        for (OutPoint coin : coins) {
            if (await(chain.unspentOutput(coin)).isPresent()) {
                found.add(coin);
            }
        }
        return found;
    }

    private void publishAgain(WalletState.Funded entry) {
        chain.publish(entry.tx().raw()).whenComplete((published, failure) ->
                LOG.info("published {} again: {}", entry.tx().txid().reversed(),
                        failure == null ? published : failure.getMessage()));
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
            return new Balance(confirmedSat, unconfirmedSat, lockedSat, feeReserve.getAsLong());
        });
    }

    @Override
    public CompletionStage<List<Coin>> utxos() {
        return inTurn(this::coins);
    }

    private List<Coin> coins() throws InterruptedException {
        locks.set();
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

    private WalletState.Funded promise(Bytes script, long amountSat, int feeratePerKw, boolean publish)
            throws InterruptedException {
        PaymentTransaction.checkRequest(script, amountSat, feeratePerKw);
        String address = addresses.address(script).orElseThrow(() -> new IllegalArgumentException(
                "bitcoind's wallet pays to addresses only, and the script " + script.toHex() + " has none"));
        promises.requireRoom();
        BitcoindWalletRpc.Made made = make(script, address, amountSat, feeratePerKw);
        ChainTransaction tx = ChainTransaction.parse(made.rawTransaction());
        int index = tx.outputs().indexOf(new ChainTransaction.Output(amountSat, script));
        WalletState.Funded entry = new WalletState.Funded(
                new FundedTransaction(made.rawTransaction(), tx.txid(), index, made.feeSat()), tx, publish);
        locks.put(entry);
        return entry;
    }

    /** From coins that are free; a second time when it turns out that they are not. */
    private BitcoindWalletRpc.Made make(Bytes script, String address, long amountSat, int feeratePerKw)
            throws InterruptedException {
        for (int attempt = 0; attempt < 2; attempt++) {
            locks.set();
            BitcoindWalletRpc.Made made = attempt(script, address, amountSat, feeratePerKw);
            Set<OutPoint> spent = new HashSet<>();
            ChainTransaction.parse(made.rawTransaction()).inputs().forEach(input -> spent.add(input.outPoint()));
            if (locks.overlooked(spent).isEmpty()) {
                return made;
            }
        }
        throw new IllegalStateException("bitcoind's wallet spends promised coins: does another program use it?");
    }

    /** The fee reserve is kept by not taking what was made: nothing is locked yet, so nothing has happened. */
    private BitcoindWalletRpc.Made attempt(Bytes script, String address, long amountSat, int feeratePerKw)
            throws InterruptedException {
        long keptSat = feeReserve.getAsLong();
        long neededSat;
        try {
            BitcoindWalletRpc.Made made = rpc.make(address, amountSat, feeratePerKw);
            neededSat = amountSat + made.feeSat();
            if (keptSat == 0 || confirmedSat() - neededSat >= keptSat) {
                return made;
            }
        } catch (RpcError error) {
            if (!error.getMessage().contains("nsufficient funds")) {
                throw error;
            }
            neededSat = amountSat + CoinSelection.leastFeeSat(script.length(), feeratePerKw);
        }
        throw new InsufficientFunds(neededSat, Math.max(0, confirmedSat() - keptSat), keptSat);
    }

    private long confirmedSat() throws InterruptedException {
        return rpc.unlocked(false).stream().filter(coin -> coin.confirmations() > 0)
                .mapToLong(BitcoindWalletRpc.Listed::amountSat).sum();
    }

    @Override
    public CompletionStage<Void> release(Bytes32 txid) {
        return inTurn(() -> {
            if (promises.funded(txid).isPresent() && rpc.confirmations(txid).isEmpty()) {
                locks.remove(txid);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<List<FundedTransaction>> unseen() {
        return inTurn(() -> {
            List<FundedTransaction> unseen = new ArrayList<>();
            for (WalletState.Funded entry : promises.funded()) {
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
                locks.remove(payment.txid());
                throw new IllegalStateException("the network refused the payment: " + rejected.reason());
            }
            return payment;
        });
    }

    @Override
    public CompletionStage<List<FeeInput>> reserveForFees(Bytes32 purpose, long amountSat, int feeratePerKw) {
        return inTurn(() -> {
            FeeCoins.checkRequest(amountSat, feeratePerKw);
            locks.set();
            Set<OutPoint> inChain = inChain(promises.feeCoins(purpose));
            List<FeeInput> all = new ArrayList<>(promises.fees(purpose));
            all.removeIf(coin -> !inChain.contains(coin.outPoint()));
            List<FeeInput> free = new ArrayList<>(rpc.unlocked(false).stream()
                    .filter(coin -> coin.confirmations() > 0 && isP2wpkh(coin.script()))
                    .map(coin -> FeeCoins.of(coin.outPoint(), coin.amountSat())).toList());
            Set<OutPoint> taken = locks.overlooked(free.stream().map(FeeInput::outPoint).collect(Collectors.toSet()));
            free.removeIf(coin -> taken.contains(coin.outPoint()));
            List<FeeInput> missing = FeeCoins.missing(all, free, amountSat, feeratePerKw);
            locks.keep(purpose, missing);
            all.addAll(missing);
            return List.copyOf(all);
        });
    }

    /** BIP 141: version 0 and a push of 20 bytes. */
    private static boolean isP2wpkh(Bytes script) {
        return script.length() == CoinSelection.P2WPKH_SCRIPT_LENGTH && script.at(0) == 0 && script.at(1) == 20;
    }

    @Override
    public CompletionStage<Bytes> signFeeInputs(Bytes transaction) {
        return inTurn(() -> {
            Transaction tx = WitnessSigning.parse(transaction);
            return WitnessSigning.complete(tx, WitnessSigning.parse(rpc.sign(transaction)));
        });
    }

    @Override
    public CompletionStage<Void> releaseFees(Bytes32 purpose) {
        return inTurn(() -> {
            locks.release(purpose);
            return null;
        });
    }

    @Override
    public void feeReserve(LongSupplier sat) {
        feeReserve = sat;
    }

    @Override
    public void close() {
        Optional.ofNullable(subscription).ifPresent(Subscription::close);
        turn.shutdownNow();
        rpc.close();
    }
}
