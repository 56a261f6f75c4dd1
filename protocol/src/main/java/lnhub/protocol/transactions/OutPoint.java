package lnhub.protocol.transactions;

import lnhub.protocol.units.Bytes32;

/**
 * An output of a transaction.
 *
 * @param txid in internal byte order
 * @param index which output, from 0
 */
public record OutPoint(Bytes32 txid, int index) {
}
