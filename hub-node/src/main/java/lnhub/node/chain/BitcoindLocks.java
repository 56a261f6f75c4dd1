package lnhub.node.chain;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lnhub.node.chain.WalletState.Funded;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has exactly the promised coins locked in bitcoind's wallet. A coin is locked before it is promised, and the promise
 * decides: whatever ends halfway, the locks are compared with the promises before coins are chosen again.
 */
final class BitcoindLocks {
    private static final Logger LOG = LoggerFactory.getLogger(BitcoindLocks.class);

    private final Promises promises;
    private final BitcoindWalletRpc rpc;
    private boolean known;

    BitcoindLocks(Promises promises, BitcoindWalletRpc rpc) {
        this.promises = promises;
        this.rpc = rpc;
    }

    /**
     * To be called before coins are chosen. bitcoind takes the lock of a coin away when it sees a transaction that
     * spends it, and does not give it back when that transaction is replaced: so with coins kept for fees, which are
     * spent by what will be replaced, the locks are never known.
     */
    void set() throws InterruptedException {
        Set<OutPoint> promised = new HashSet<>(promises.feeCoins());
        if (known && promised.isEmpty()) {
            return;
        }
        for (Funded entry : promises.funded()) {
            if (rpc.confirmations(entry.tx().txid()).isEmpty()) {
                promised.addAll(Promises.inputs(entry));
            }
        }
        Set<OutPoint> locked = rpc.locked();
        Set<OutPoint> orphans = new HashSet<>(locked);
        orphans.removeAll(promised);
        if (!orphans.isEmpty()) {
            // They may be another process's by now.
            promises.requireHeld();
        }
        rpc.unlock(orphans);
        promised.removeAll(locked);
        for (OutPoint coin : promised) {
            lockUnlessSpent(coin);
        }
        known = true;
    }

    /**
     * Which of the coins are promised. bitcoind offers such a coin when a process that did not know yet that it is not
     * the owner any more has taken its lock away. Then the locks are compared again before the next choice.
     */
    Set<OutPoint> overlooked(Set<OutPoint> coins) throws InterruptedException {
        Set<OutPoint> promised = new HashSet<>(promises.feeCoins());
        for (Funded entry : promises.funded()) {
            List<OutPoint> inputs = Promises.inputs(entry);
            if (!Collections.disjoint(inputs, coins) && rpc.confirmations(entry.tx().txid()).isEmpty()) {
                promised.addAll(inputs);
            }
        }
        promised.retainAll(coins);
        known &= promised.isEmpty();
        return promised;
    }

    private void lockUnlessSpent(OutPoint coin) throws InterruptedException {
        try {
            rpc.lock(List.of(coin));
        } catch (RpcError error) {
            if (error.code() != RpcError.INVALID_PARAMETER) {
                throw error;
            }
            LOG.debug("the promised coin {} is spent: {}", coin, error.getMessage());
        }
    }

    /** Whether this process still keeps the wallet is asked first: a lock without a promise would be of no use. */
    void put(Funded entry) throws InterruptedException {
        promises.requireHeld();
        known = false;
        rpc.lock(Promises.inputs(entry));
        promises.put(entry);
        known = true;
    }

    void remove(Bytes32 txid) throws InterruptedException {
        if (promises.remove(txid).isPresent()) {
            known = false;
            set();
        }
    }

    void keep(Bytes32 purpose, List<FeeInput> coins) throws InterruptedException {
        if (!coins.isEmpty()) {
            promises.requireHeld();
            known = false;
            rpc.lock(coins.stream().map(FeeInput::outPoint).toList());
            promises.keep(purpose, coins);
        }
    }

    void release(Bytes32 purpose) throws InterruptedException {
        if (!promises.release(purpose).isEmpty()) {
            known = false;
            set();
        }
    }
}
