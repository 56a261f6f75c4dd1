package lnhub.protocol.transactions;

import lnhub.protocol.units.Bytes32;

/**
 * Names one output of one transaction.
 *
 * @param txid  in internal byte order
 * @param index of the output, from zero
 */
public record OutPoint(Bytes32 txid, int index) {
}
