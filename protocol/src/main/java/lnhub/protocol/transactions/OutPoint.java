package lnhub.protocol.transactions;

import lnhub.protocol.units.Bytes32;

/** One output of a transaction. The transaction id is in internal byte order; the index is unsigned. */
public record OutPoint(Bytes32 txid, int index) {
}
