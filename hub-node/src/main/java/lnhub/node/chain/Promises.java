package lnhub.node.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import lnhub.actors.chain.ChainTransaction;
import lnhub.node.chain.WalletState.Funded;
import lnhub.node.chain.WalletKeys.Branch;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/**
 * What a wallet's coins are promised to: transactions that it made and that are not buried yet, and the fees of claims,
 * by purpose. Each change is stored before it counts; one that could not be stored did not happen. For one
 * thread at a time.
 */
final class Promises {
    /** What is so deep needs no promise any more: the chain itself says that its coins are spent. */
    static final int BURIED = 6;
    private static final int MAX_FUNDED = 10_000;
    private static final int MAX_PURPOSES = 10_000;

    private final WalletState state;
    private final ToIntFunction<Branch> nextKey;
    private final Map<Bytes32, Funded> funded = new LinkedHashMap<>();
    private final Map<Bytes32, List<FeeInput>> fees = new LinkedHashMap<>();
    /** The height at which a coin kept for fees was first missed in the chain; a restart counts again. */
    private final Map<OutPoint, Integer> missedSince = new HashMap<>();

    /** @param nextKey the first key of a branch that has not been handed out, of the same wallet */
    Promises(WalletState state, WalletState.Content content, ToIntFunction<Branch> nextKey) {
        this.state = state;
        this.nextKey = nextKey;
        content.funded().forEach(entry -> funded.put(entry.tx().txid(), entry));
        content.fees().forEach((purpose, coins) -> fees.put(purpose, List.copyOf(coins)));
    }

    void save() {
        state.write(new WalletState.Content(nextKey.applyAsInt(Branch.EXTERNAL), nextKey.applyAsInt(Branch.INTERNAL),
                List.copyOf(funded.values()), Collections.unmodifiableMap(fees)));
    }

    /** @throws lnhub.actors.chain.WalletTakenOver when another process has taken the wallet over */
    void requireHeld() {
        state.requireHeld();
    }

    /** What is not stored is not so: a caller who was told of the failure may try again. */
    private void saveOr(Runnable undo) {
        try {
            save();
        } catch (RuntimeException failed) {
            undo.run();
            throw failed;
        }
    }

    // --- funded transactions ---

    Collection<Funded> funded() {
        return Collections.unmodifiableCollection(funded.values());
    }

    Optional<Funded> funded(Bytes32 txid) {
        return Optional.ofNullable(funded.get(txid));
    }

    static List<OutPoint> inputs(Funded entry) {
        return entry.tx().inputs().stream().map(ChainTransaction.Input::outPoint).toList();
    }

    void requireRoom() {
        if (funded.size() >= MAX_FUNDED) {
            throw new IllegalStateException(MAX_FUNDED + " funded transactions wait to confirm or to be released");
        }
    }

    /** Adds it, or takes the place of what was known of the same transaction. */
    void put(Funded entry) {
        Bytes32 txid = entry.tx().txid();
        Funded before = funded.put(txid, entry);
        saveOr(() -> {
            funded.remove(txid);
            if (before != null) {
                funded.put(txid, before);
            }
        });
    }

    /** @return what was known of it */
    Optional<Funded> remove(Bytes32 txid) {
        Funded entry = funded.remove(txid);
        if (entry != null) {
            saveOr(() -> funded.put(txid, entry));
        }
        return Optional.ofNullable(entry);
    }

    /** @return whether any was */
    boolean removeIf(Predicate<Funded> which) {
        return funded.values().removeIf(which);
    }

    // --- the fees of claims ---

    /** All coins kept for fees. */
    Set<OutPoint> feeCoins() {
        Set<OutPoint> coins = new HashSet<>();
        fees.values().forEach(of -> of.forEach(coin -> coins.add(coin.outPoint())));
        return coins;
    }

    Set<OutPoint> feeCoins(Bytes32 purpose) {
        Set<OutPoint> coins = new HashSet<>();
        fees(purpose).forEach(coin -> coins.add(coin.outPoint()));
        return coins;
    }

    /** The coins kept for a purpose, oldest first; none for an unknown one. */
    List<FeeInput> fees(Bytes32 purpose) {
        return fees.getOrDefault(purpose, List.of());
    }

    void keep(Bytes32 purpose, List<FeeInput> more) {
        List<FeeInput> before = fees.get(purpose);
        if (before == null && fees.size() >= MAX_PURPOSES) {
            throw new IllegalStateException("coins are kept for the fees of " + MAX_PURPOSES + " purposes already");
        }
        List<FeeInput> all = new ArrayList<>(fees(purpose));
        all.addAll(more);
        fees.put(purpose, List.copyOf(all));
        saveOr(() -> restore(purpose, before));
    }

    private void restore(Bytes32 purpose, List<FeeInput> before) {
        if (before == null) {
            fees.remove(purpose);
        } else {
            fees.put(purpose, before);
        }
    }

    /** @return the coins that are free again, as far as nothing spends them */
    List<FeeInput> release(Bytes32 purpose) {
        List<FeeInput> before = fees.remove(purpose);
        if (before == null) {
            return List.of();
        }
        saveOr(() -> fees.put(purpose, before));
        before.forEach(coin -> missedSince.remove(coin.outPoint()));
        return before;
    }

    /**
     * To be called with each block. A coin that the chain has not had for some blocks is not kept any longer.
     *
     * @param inChain whether a block has the coin and none spends it
     */
    void forgetSpentFees(Predicate<OutPoint> inChain, int tipHeight) {
        Set<OutPoint> buried = new HashSet<>();
        for (OutPoint coin : feeCoins()) {
            if (inChain.test(coin)) {
                missedSince.remove(coin);
            } else if (tipHeight - missedSince.computeIfAbsent(coin, first -> tipHeight) + 1 >= BURIED) {
                buried.add(coin);
            }
        }
        if (!buried.isEmpty()) {
            fees.replaceAll((purpose, coins) -> coins.stream()
                    .filter(coin -> !buried.contains(coin.outPoint())).toList());
            fees.values().removeIf(List::isEmpty);
            missedSince.keySet().removeAll(buried);
            save();
        }
    }
}
