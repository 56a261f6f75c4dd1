package lnhub.routing.path;

/**
 * What a route may not exceed.
 *
 * @param maxFeeMsat the sum of all fees
 * @param maxCltvExpiryDelta blocks from now until the first HTLC expires, the final hop's and the shadow's excluded
 * @param maxHops channels, 1 to {@link #MAX_HOPS}
 */
public record RouteLimits(long maxFeeMsat, int maxCltvExpiryDelta, int maxHops) {
    /** As many payloads with TLV amounts and expiries as surely fit into the onion's 1300 bytes (BOLT 4). */
    public static final int MAX_HOPS = 20;
    /** Half of max_htlc_cltv: leaves room for the final delta and the shadow route. */
    public static final int DEFAULT_MAX_CLTV_EXPIRY_DELTA = 1008;

    public RouteLimits {
        if (maxFeeMsat < 0 || maxCltvExpiryDelta < 0 || maxHops < 1 || maxHops > MAX_HOPS) {
            throw new IllegalArgumentException("expected fee >= 0, delta >= 0, hops 1 to " + MAX_HOPS + ", got "
                    + maxFeeMsat + ", " + maxCltvExpiryDelta + ", " + maxHops);
        }
    }

    /** Only the fee is the caller's choice. */
    public static RouteLimits ofFee(long maxFeeMsat) {
        return new RouteLimits(maxFeeMsat, DEFAULT_MAX_CLTV_EXPIRY_DELTA, MAX_HOPS);
    }
}
