package lnhub.node.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lnhub.actors.chain.ChainTransaction;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;

/**
 * The wallet's transactions and what follows from them: which outputs are ours and which of those are spent. It forgets
 * what is spent so deep in the chain that no reorganisation reaches it.
 */
final class WalletLedger {
    private static final int FORGET_AFTER = 2_016;

    private final WalletKeys keys;
    private final Map<Bytes32, Entry> entries = new LinkedHashMap<>();
    private final Map<OutPoint, OwnOutput> outputs = new HashMap<>();
    private final Map<OutPoint, Bytes32> spenders = new HashMap<>();

    /** @param height of its block, 0 while it is in none */
    private record Entry(ChainTransaction tx, int height) {
    }

    /** @param height of its block, 0 while it is in none */
    record OwnOutput(OutPoint outPoint, ChainTransaction.Output output, WalletKeys.Path path, int height,
            boolean coinbase) {

        long amountSat() {
            return output.amountSat();
        }

        boolean isSpendable(int tipHeight) {
            return height > 0 && (!coinbase || tipHeight + 1 - height >= ConsensusRules.COINBASE_MATURITY);
        }
    }

    WalletLedger(WalletKeys keys) {
        this.keys = keys;
    }

    boolean has(Bytes32 txid) {
        return entries.containsKey(txid);
    }

    /** The height of the block in which an output of ours is spent, if it is in one. */
    Optional<Integer> spentAt(OutPoint outPoint) {
        return Optional.ofNullable(spenders.get(outPoint)).map(entries::get).map(Entry::height)
                .filter(height -> height > 0);
    }

    /** An output of ours that is known, spent or not. */
    Optional<OwnOutput> own(OutPoint outPoint) {
        return Optional.ofNullable(outputs.get(outPoint));
    }

    List<OwnOutput> unspent() {
        return outputs.values().stream().filter(output -> !spenders.containsKey(output.outPoint)).toList();
    }

    void confirmed(ChainTransaction tx, int height) {
        if (concernsUs(tx)) {
            for (ChainTransaction.Input input : tx.inputs()) {
                Bytes32 other = spenders.get(input.outPoint());
                if (other != null && !other.equals(tx.txid())) {
                    forget(other);
                }
            }
            put(new Entry(tx, height));
        }
    }

    /** A later conflicting one replaces an earlier one, as in the mempool; never one that is in a block. */
    void unconfirmed(ChainTransaction tx) {
        if (has(tx.txid()) || !concernsUs(tx)
                || tx.inputs().stream().anyMatch(input -> spentAt(input.outPoint()).isPresent())) {
            return;
        }
        tx.inputs().stream().map(input -> spenders.get(input.outPoint())).filter(Objects::nonNull)
                .distinct().toList().forEach(this::forget);
        put(new Entry(tx, 0));
    }

    void disconnected(ChainTransaction tx) {
        if (has(tx.txid())) {
            if (tx.isCoinbase()) {
                forget(tx.txid());
            } else {
                put(new Entry(tx, 0));
            }
        }
    }

    private boolean concernsUs(ChainTransaction tx) {
        return tx.inputs().stream().anyMatch(input -> outputs.containsKey(input.outPoint()))
                || tx.outputs().stream().anyMatch(output -> keys.path(output.scriptPubkey()).isPresent());
    }

    private void put(Entry entry) {
        ChainTransaction tx = entry.tx;
        entries.put(tx.txid(), entry);
        for (ChainTransaction.Input input : tx.inputs()) {
            if (outputs.containsKey(input.outPoint())) {
                spenders.put(input.outPoint(), tx.txid());
            }
        }
        for (int i = 0; i < tx.outputs().size(); i++) {
            ChainTransaction.Output output = tx.outputs().get(i);
            OutPoint outPoint = tx.outPoint(i);
            keys.path(output.scriptPubkey()).ifPresent(path -> {
                outputs.put(outPoint, new OwnOutput(outPoint, output, path, entry.height, tx.isCoinbase()));
                keys.advance(path.branch(), path.index() + 1);
            });
        }
    }

    /** With all that spend its outputs. */
    void forget(Bytes32 txid) {
        Entry entry = entries.remove(txid);
        if (entry == null) {
            return;
        }
        entry.tx.inputs().forEach(input -> spenders.remove(input.outPoint(), txid));
        for (int i = 0; i < entry.tx.outputs().size(); i++) {
            Bytes32 child = spenders.get(entry.tx.outPoint(i));
            if (child != null) {
                forget(child);
            }
            outputs.remove(entry.tx.outPoint(i));
        }
    }

    /** Drops what no longer matters: transactions all of whose outputs to us were spent long ago. */
    void prune(int tipHeight) {
        List<OutPoint> old = new ArrayList<>();
        spenders.forEach((outPoint, spender) -> {
            int height = entries.get(spender).height;
            if (height > 0 && tipHeight - height > FORGET_AFTER) {
                old.add(outPoint);
            }
        });
        for (OutPoint outPoint : old) {
            spenders.remove(outPoint);
            outputs.remove(outPoint);
        }
        entries.values().removeIf(entry -> entry.height > 0 && tipHeight - entry.height > FORGET_AFTER
                && entry.tx.inputs().stream().noneMatch(input -> outputs.containsKey(input.outPoint()))
                && hasNoOutput(entry.tx));
    }

    private boolean hasNoOutput(ChainTransaction tx) {
        for (int i = 0; i < tx.outputs().size(); i++) {
            if (outputs.containsKey(tx.outPoint(i))) {
                return false;
            }
        }
        return true;
    }
}
