package lnhub.actors.payment;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * One HTLC of a route.
 *
 * @param nodeId who gets it
 * @param shortChannelId the channel to that node
 * @param cltvExpiry of the HTLC, block height
 */
public record RouteHop(PublicKey nodeId, ShortChannelId shortChannelId, long amountMsat, long cltvExpiry) {
}
