package lnhub.node.chain;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The outputs that the active chain has and does not spend, with what it takes to undo each of its blocks. */
final class CoinSet implements CoinView {
    private final Map<OutPoint, Coin> coins = new HashMap<>();
    private final Map<BlockTree.Node, Undo> undo = new HashMap<>();

    private record Undo(Map<OutPoint, Coin> created, Map<OutPoint, Coin> spent) {
    }

    @Override
    public Optional<Coin> coin(OutPoint outPoint) {
        return Optional.ofNullable(coins.get(outPoint));
    }

    boolean hasOutputOf(Transaction tx) {
        TxId txid = tx.txid;
        for (int i = 0; i < tx.txOut.size(); i++) {
            if (coins.containsKey(new OutPoint(txid, i))) {
                return true;
            }
        }
        return false;
    }

    /** @throws RejectedTransaction and changes nothing, when the block breaks a consensus rule */
    void connect(BlockTree.Node node) {
        Overlay after = new Overlay(this);
        SpendContext context = SpendContext.inBlock(node);
        Block block = node.block();
        long feesSat = 0;
        for (Transaction tx : block.tx.subList(1, block.tx.size())) {
            feesSat += ConsensusRules.checkSpending(tx, after, context, ConsensusRules.SCRIPT_FLAGS);
            after.spend(tx);
            after.create(tx, node.height(), false);
        }
        ConsensusRules.checkReward(block.tx.getFirst(), node.height(), feesSat);
        after.create(block.tx.getFirst(), node.height(), true);
        apply(node, after);
    }

    private void apply(BlockTree.Node node, Overlay after) {
        Set<OutPoint> withinBlock = new HashSet<>(after.created().keySet());
        withinBlock.retainAll(after.spent().keySet());
        after.created().keySet().removeAll(withinBlock);
        after.spent().keySet().removeAll(withinBlock);
        coins.keySet().removeAll(after.spent().keySet());
        coins.putAll(after.created());
        undo.put(node, new Undo(after.created(), after.spent()));
    }

    void disconnect(BlockTree.Node node) {
        Undo before = undo.remove(node);
        coins.keySet().removeAll(before.created().keySet());
        coins.putAll(before.spent());
    }
}
