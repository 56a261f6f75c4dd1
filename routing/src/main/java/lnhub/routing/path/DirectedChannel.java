package lnhub.routing.path;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/** A channel in one direction. @param from the node that would forward over it */
public record DirectedChannel(ShortChannelId shortChannelId, PublicKey from) {
}
