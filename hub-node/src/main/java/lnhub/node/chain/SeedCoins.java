package lnhub.node.chain;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import lnhub.actors.chain.Block;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.Unspent;
import lnhub.actors.chain.Wallet.Balance;
import lnhub.actors.chain.Wallet.FundedTransaction;
import lnhub.node.chain.WalletKeys.Branch;
import lnhub.node.chain.WalletLedger.OwnOutput;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.crypto.DeterministicKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a {@link SeedWallet}: its keys, the coins that the chain shows for them, and what these are promised to.
 * Safe for any number of threads; nothing here waits for the chain.
 */
final class SeedCoins {
    private static final Logger LOG = LoggerFactory.getLogger(SeedCoins.class);
    private static final int PRUNE_EVERY = 144;

    private final WalletKeys keys;
    private final WalletLedger ledger;
    private final Promises promises;
    /** Until the next block: coins that the mempool spends in a way this wallet has not seen. */
    private final Set<OutPoint> spentElsewhere = new HashSet<>();
    private int tipHeight;
    private volatile LongSupplier feeReserve = () -> 0;

    /** A coin of ours as it is shown. @param locked whether it is promised */
    record Shown(Unspent output, boolean locked) {
    }

    /** What is kept for a purpose, and which free coins it needs beside it. */
    record Fees(List<FeeInput> kept, List<FeeInput> missing) {
    }

    SeedCoins(DeterministicKey account, WalletStore store) {
        this.keys = new WalletKeys(account);
        this.ledger = new WalletLedger(keys);
        WalletState state = new WalletState(store, keys.accountId());
        WalletState.Content content = state.take();
        keys.advance(Branch.EXTERNAL, content.nextExternal());
        keys.advance(Branch.INTERNAL, content.nextInternal());
        this.promises = new Promises(state, content, keys::next);
    }

    void feeReserve(LongSupplier sat) {
        feeReserve = sat;
    }

    // --- the chain ---

    /** @param caughtUp whether the chain has been read up to its tip, so that a coin not found is not there */
    synchronized void connect(Block block, boolean caughtUp) {
        tipHeight = block.height();
        spentElsewhere.clear();
        int external = keys.next(Branch.EXTERNAL);
        int internal = keys.next(Branch.INTERNAL);
        block.transactions().forEach(tx -> ledger.confirmed(tx, block.height()));
        boolean buried = promises.removeIf(this::isBuried);
        if (buried || external != keys.next(Branch.EXTERNAL) || internal != keys.next(Branch.INTERNAL)) {
            promises.save();
        }
        if (caughtUp) {
            promises.forgetSpentFees(this::isInChain, tipHeight);
        }
        if (tipHeight % PRUNE_EVERY == 0) {
            ledger.prune(tipHeight);
        }
    }

    private boolean isBuried(WalletState.Funded entry) {
        return entry.tx().inputs().stream().map(input -> ledger.spentAt(input.outPoint()))
                .anyMatch(height -> height.isPresent() && tipHeight - height.get() + 1 >= Promises.BURIED);
    }

    /** In a block, and not spent in one. */
    private boolean isInChain(OutPoint coin) {
        return ledger.own(coin).filter(output -> output.height() > 0).isPresent() && ledger.spentAt(coin).isEmpty();
    }

    synchronized void disconnect(Block block) {
        tipHeight = block.height() - 1;
        for (ChainTransaction tx : block.transactions().reversed()) {
            ledger.disconnected(tx);
        }
    }

    synchronized void see(ChainTransaction transaction) {
        ledger.unconfirmed(transaction);
    }

    /** Coins that the chain knows to be spent, or not to be there. */
    synchronized void avoid(Collection<OutPoint> gone) {
        if (!gone.isEmpty()) {
            LOG.warn("coins that the chain knows to be spent, though not by what this wallet has seen: {}", gone);
            spentElsewhere.addAll(gone);
        }
    }

    synchronized List<OutPoint> unconfirmed() {
        return ledger.unspent().stream().filter(output -> output.height() == 0).map(OwnOutput::outPoint).toList();
    }

    /** The mempool no longer has it. */
    synchronized void forgetUnlessConfirmed(OutPoint outPoint) {
        if (unconfirmed().contains(outPoint) && promises.funded(outPoint.txid()).isEmpty()) {
            ledger.forget(outPoint.txid());
        }
    }

    // --- what there is ---

    synchronized Bytes takeScript() {
        Bytes script = keys.takeNext(Branch.EXTERNAL);
        promises.save();
        return script;
    }

    synchronized Balance balance() {
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
        return new Balance(confirmedSat, unconfirmedSat, lockedSat, feeReserve.getAsLong());
    }

    synchronized List<Shown> all() {
        Set<OutPoint> locked = locked();
        return ledger.unspent().stream()
                .map(output -> new Shown(unspent(output), locked.contains(output.outPoint()))).toList();
    }

    private Unspent unspent(OwnOutput output) {
        int confirmations = output.height() == 0 ? 0 : tipHeight - output.height() + 1;
        return new Unspent(output.outPoint(), output.amountSat(), output.output().scriptPubkey(), output.height(),
                confirmations);
    }

    /** What our transactions that have not been seen yet spend, and what is kept for fees. */
    private Set<OutPoint> locked() {
        Set<OutPoint> locked = new HashSet<>(spentElsewhere);
        promises.funded().forEach(entry -> locked.addAll(Promises.inputs(entry)));
        locked.addAll(promises.feeCoins());
        return locked;
    }

    private List<OwnOutput> free() {
        Set<OutPoint> locked = locked();
        return ledger.unspent().stream()
                .filter(output -> output.isSpendable(tipHeight) && !locked.contains(output.outPoint())).toList();
    }

    // --- transactions ---

    /** Chooses coins, signs, and has the promise stored before it returns. */
    synchronized PaymentTransaction promise(Bytes script, long amountSat, int feeratePerKw) {
        promises.requireRoom();
        CoinSelection selection =
                CoinSelection.select(free(), amountSat, script.length(), feeratePerKw, feeReserve.getAsLong());
        PaymentTransaction payment = PaymentTransaction.sign(selection, keys, script, amountSat);
        promises.put(new WalletState.Funded(
                payment.funded(), ChainTransaction.parse(payment.funded().signedTx()), false));
        return payment;
    }

    /**
     * From now on it is published until it is seen. Not before its coins have been looked up: they would be found
     * spent, by itself, and the payment would be made again with others.
     */
    synchronized void willPublish(FundedTransaction payment) {
        WalletState.Funded entry = promises.funded(payment.txid()).orElseThrow(
                () -> new IllegalStateException("the payment was released before it was published"));
        promises.put(new WalletState.Funded(payment, entry.tx(), true));
    }

    /** Our own payments whose publication nobody has confirmed to us. */
    synchronized List<WalletState.Funded> toPublish() {
        return promises.funded().stream()
                .filter(entry -> entry.publish() && !ledger.has(entry.tx().txid())).toList();
    }

    synchronized void forget(Bytes32 txid) {
        promises.remove(txid);
    }

    synchronized void release(Bytes32 txid) {
        if (!ledger.has(txid)) {
            forget(txid);
        }
    }

    synchronized List<FundedTransaction> unseen() {
        return promises.funded().stream().filter(entry -> !entry.publish())
                .map(WalletState.Funded::funded).filter(entry -> !ledger.has(entry.txid())).toList();
    }

    // --- the fees of claims ---

    synchronized Fees fees(Bytes32 purpose, long amountSat, int feeratePerKw) {
        List<FeeInput> kept = promises.fees(purpose).stream().filter(coin -> isInChain(coin.outPoint())).toList();
        List<FeeInput> free = free().stream().map(coin -> FeeCoins.of(coin.outPoint(), coin.amountSat())).toList();
        return new Fees(kept, FeeCoins.missing(kept, free, amountSat, feeratePerKw));
    }

    /** @return false, and nothing is kept, when one of them is not free any more */
    synchronized boolean keep(Bytes32 purpose, List<FeeInput> coins) {
        Set<OutPoint> free = new HashSet<>();
        free().forEach(coin -> free.add(coin.outPoint()));
        if (!coins.stream().allMatch(coin -> free.contains(coin.outPoint()))) {
            return false;
        }
        if (!coins.isEmpty()) {
            promises.keep(purpose, coins);
        }
        return true;
    }

    synchronized void releaseFees(Bytes32 purpose) {
        promises.release(purpose);
    }

    synchronized Bytes sign(Bytes transaction) {
        Transaction tx = WitnessSigning.parse(transaction);
        for (int i = 0; i < tx.getInputs().size(); i++) {
            TransactionInput input = tx.getInput(i);
            if (WitnessSigning.isBare(input)) {
                OwnOutput coin = ledger.own(WitnessSigning.outPoint(input))
                        .orElseThrow(() -> WitnessSigning.notOurs(input));
                WitnessSigning.sign(tx, i, coin.amountSat(), keys.privateKey(coin.path()));
            }
        }
        return Bytes.wrap(tx.serialize());
    }
}
