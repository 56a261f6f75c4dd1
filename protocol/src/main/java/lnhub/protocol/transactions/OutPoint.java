package lnhub.protocol.transactions;

import lnhub.protocol.units.Bytes32;

/**
 * An output of a transaction. Ordered by transaction, then index.
 *
 * @param txid in internal byte order
 * @param index which output, from 0
 */
public record OutPoint(Bytes32 txid, int index) implements Comparable<OutPoint> {
    @Override
    public int compareTo(OutPoint other) {
        int byTransaction = txid.compareTo(other.txid);
        return byTransaction != 0 ? byTransaction : Integer.compareUnsigned(index, other.index);
    }
}
