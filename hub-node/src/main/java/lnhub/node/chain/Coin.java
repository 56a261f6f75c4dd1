package lnhub.node.chain;

import fr.acinq.bitcoin.TxOut;

/**
 * An output that can be spent, and what the rules about its age need.
 *
 * @param height of the block that has it; for the mempool's outputs the height of the next block
 */
record Coin(TxOut output, int height, boolean coinbase) {
}
