package lnhub.routing.forward;

/**
 * What a node asks for relaying over one direction of a channel (BOLT 7, "The channel_update Message"):
 * our own channels' settings as well as what others announced.
 *
 * @param feeBaseMsat unsigned 32-bit
 * @param feeProportionalMillionths unsigned 32-bit, parts per million of the amount forwarded
 * @param cltvExpiryDelta blocks, unsigned 16-bit
 * @param htlcMinimumMsat inclusive
 * @param htlcMaximumMsat inclusive
 */
public record RelayPolicy(
        long feeBaseMsat,
        long feeProportionalMillionths,
        int cltvExpiryDelta,
        long htlcMinimumMsat,
        long htlcMaximumMsat) {
    private static final long MILLION = 1_000_000;
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    /** @throws IllegalArgumentException when a number does not fit its field of channel_update */
    public RelayPolicy {
        requireRange("fee_base_msat", feeBaseMsat, MAX_U32);
        requireRange("fee_proportional_millionths", feeProportionalMillionths, MAX_U32);
        requireRange("cltv_expiry_delta", cltvExpiryDelta, 0xFFFF);
        requireRange("htlc_minimum_msat", htlcMinimumMsat, Long.MAX_VALUE);
        requireRange("htlc_maximum_msat", htlcMaximumMsat, Long.MAX_VALUE);
    }

    /** The fee for forwarding this amount, in millisatoshi; see {@link #feeMsat(long, long, long)}. */
    public long feeMsat(long amountOutMsat) {
        return feeMsat(feeBaseMsat, feeProportionalMillionths, amountOutMsat);
    }

    /**
     * BOLT 7, "HTLC Fees": base + amount * proportional / 1000000, rounded down. Exact; a fee that does not fit a
     * long is {@link Long#MAX_VALUE}, more than all bitcoin, so that a comparison with what was paid still holds.
     *
     * @param amountOutMsat what is forwarded, not negative
     */
    public static long feeMsat(long feeBaseMsat, long feeProportionalMillionths, long amountOutMsat) {
        long millions = amountOutMsat / MILLION;
        if (Math.multiplyHigh(millions, feeProportionalMillionths) != 0) {
            return Long.MAX_VALUE;
        }
        // The remainder's product is below 2^52, so only the first one can overflow.
        long fee = millions * feeProportionalMillionths;
        long rest = feeBaseMsat + amountOutMsat % MILLION * feeProportionalMillionths / MILLION;
        return fee < 0 || fee > Long.MAX_VALUE - rest ? Long.MAX_VALUE : fee + rest;
    }

    private static void requireRange(String field, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + " must be 0 to " + max + ", is " + value);
        }
    }
}
