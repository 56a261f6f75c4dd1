package lnhub.actors.chain;

import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/**
 * An output nobody has spent.
 *
 * @param height        of the block that has it, 0 when only the mempool has it
 * @param confirmations 1 when that block is the tip, 0 when only the mempool has it
 */
public record Unspent(OutPoint outPoint, long amountSat, Bytes scriptPubkey, int height, int confirmations) {
}
