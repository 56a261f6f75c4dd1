package lnhub.routing.path;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * A channel that an invoice tells of (BOLT 11, field {@code r}): one entry and the node the next one starts at.
 * Neither end need be in the graph.
 *
 * @param from the entry's {@code pubkey}
 * @param to the next entry's {@code pubkey}, or the payee
 */
public record HintedChannel(
        PublicKey from,
        PublicKey to,
        ShortChannelId shortChannelId,
        long feeBaseMsat,
        long feeProportionalMillionths,
        int cltvExpiryDelta) {

    /** @throws IllegalArgumentException when a number does not fit its field */
    public HintedChannel {
        if ((feeBaseMsat >>> 32) != 0 || (feeProportionalMillionths >>> 32) != 0 || (cltvExpiryDelta >>> 16) != 0) {
            throw new IllegalArgumentException("hint for " + shortChannelId + " has a fee beyond 32 bits or a delta"
                    + " beyond 16: " + feeBaseMsat + ", " + feeProportionalMillionths + ", " + cltvExpiryDelta);
        }
    }
}
