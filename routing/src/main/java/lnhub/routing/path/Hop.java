package lnhub.routing.path;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * One HTLC of a route.
 *
 * @param nodeId who receives it
 * @param shortChannelId the channel to that node
 * @param amountMsat of the HTLC
 * @param feeMsat what that node keeps of it for forwarding; 0 for the destination
 * @param cltvExpiryDelta by how many blocks the HTLC expires later than the last one of the route
 */
public record Hop(
        PublicKey nodeId, ShortChannelId shortChannelId, long amountMsat, long feeMsat, int cltvExpiryDelta) {
}
