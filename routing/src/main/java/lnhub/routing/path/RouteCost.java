package lnhub.routing.path;

/**
 * What makes one route better than another, in millisatoshi: its fees, the time its money may be locked up, and the
 * chance of each further hop to fail.
 *
 * @param blockBillionths the price of one block of cltv_expiry_delta, in billionths of the amount
 * @param hopMsat the price of one more hop
 * @param hopMillionths the price of one more hop, in millionths of the amount
 */
public record RouteCost(long blockBillionths, long hopMsat, long hopMillionths) {
    /** 15 billionths a block are 79 % a year; a hop should save 0.5 sat and 0.02 % to be worth its risk. */
    public static final RouteCost DEFAULT = new RouteCost(15, 500, 200);
    /** The least fee, whatever else it costs. */
    public static final RouteCost FEE_ONLY = new RouteCost(0, 0, 0);

    public RouteCost {
        if (blockBillionths < 0 || hopMsat < 0 || hopMillionths < 0) {
            throw new IllegalArgumentException("no part of a route's cost is negative");
        }
    }
}
