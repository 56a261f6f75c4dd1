package lnhub.protocol.channel;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * An HTLC that one of our channels is asked to carry.
 *
 * @param floor the lowest HTLC id that the origin's channel may still offer anywhere (see {@link AnsweredOffers});
 *     0 for a payment of our own
 * @param onion for the next node, 1366 bytes
 */
public record Offer(Origin origin, long floor, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Bytes onion) {
}
