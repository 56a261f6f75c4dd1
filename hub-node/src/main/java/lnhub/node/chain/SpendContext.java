package lnhub.node.chain;

import java.util.function.IntToLongFunction;

/**
 * The block that a transaction is to be in, as far as time locks ask for it.
 *
 * @param height             of that block
 * @param medianTimePast     of the block before it (BIP 113), seconds
 * @param medianTimePastAt   of any earlier block by height, seconds
 */
record SpendContext(int height, long medianTimePast, IntToLongFunction medianTimePastAt) {

    static SpendContext inBlock(BlockTree.Node node) {
        return after(node.parent());
    }

    /** In the block that follows. */
    static SpendContext after(BlockTree.Node tip) {
        return new SpendContext(tip.height() + 1, tip.medianTimePast(),
                height -> tip.ancestor(height).medianTimePast());
    }
}
