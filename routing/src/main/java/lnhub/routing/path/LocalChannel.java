package lnhub.routing.path;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * One of the sender's own channels: the only ones whose balance is known. They alone are used for the first hop.
 *
 * @param htlcMinimumMsat the least HTLC the peer accepts
 * @param sendableMsat the largest HTLC the channel could add now
 */
public record LocalChannel(ShortChannelId shortChannelId, PublicKey peer, long htlcMinimumMsat, long sendableMsat) {
}
