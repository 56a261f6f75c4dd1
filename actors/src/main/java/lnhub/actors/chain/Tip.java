package lnhub.actors.chain;

import lnhub.protocol.units.Bytes32;

/**
 * One block's place in the chain.
 *
 * @param height of the block; the genesis block's is 0
 * @param hash   in internal byte order
 */
public record Tip(int height, Bytes32 hash) {
}
