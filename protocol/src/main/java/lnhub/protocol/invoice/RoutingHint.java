package lnhub.protocol.invoice;

import java.util.List;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/**
 * A way from a public node to the payee over channels that the graph does not show (field "r").
 *
 * @param hops in forward order, 1 to 12
 */
public record RoutingHint(List<Hop> hops) {
    /** As many as fit into one field's 639 bytes. */
    static final int MAX_HOPS = 12;

    public RoutingHint {
        hops = List.copyOf(hops);
        if (hops.isEmpty() || hops.size() > MAX_HOPS) {
            throw new IllegalArgumentException("a routing hint has 1 to 12 hops, got " + hops.size());
        }
    }

    /**
     * One channel and what forwarding over it costs (BOLT 7, "The channel_update Message").
     *
     * @param nodeId where the channel starts
     * @param feeBaseMsat unsigned 32-bit
     * @param feeProportionalMillionths unsigned 32-bit
     * @param cltvExpiryDelta blocks, unsigned 16-bit
     */
    public record Hop(
            PublicKey nodeId,
            ShortChannelId shortChannelId,
            long feeBaseMsat,
            long feeProportionalMillionths,
            int cltvExpiryDelta) {
        public Hop {
            if (feeBaseMsat >>> 32 != 0 || feeProportionalMillionths >>> 32 != 0 || cltvExpiryDelta >>> 16 != 0) {
                throw new IllegalArgumentException("fee or cltv_expiry_delta does not fit its field");
            }
        }
    }
}
