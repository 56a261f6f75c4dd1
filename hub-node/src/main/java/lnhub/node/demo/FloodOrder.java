package lnhub.node.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One payment of the flood.
 *
 * @param to whom it is for; the other one is alice, or it is alice
 */
record FloodOrder(int index, String from, String to, Kind kind, long amountMsat) {

    enum Kind {
        /** To be settled. */
        PAYMENT,
        /** For a hash that the recipient has no invoice for: it must answer incorrect_or_unknown_payment_details. */
        UNKNOWN_HASH,
        /** More than the hub has on its side towards the recipient: it must answer temporary_channel_failure. */
        BEYOND_LIQUIDITY
    }

    private static final String[][] DIRECTIONS = {
        {"alice", "bob"}, {"bob", "alice"}, {"alice", "carol"}, {"carol", "alice"}};
    private static final double UNKNOWN_HASH_SHARE = 0.04;
    private static final double BEYOND_LIQUIDITY_SHARE = 0.01;
    private static final int FAILURES_AT_LEAST_FROM = 20;

    /**
     * The whole flood: the four directions in turn, so that what flows out of a channel flows back; about 5 % are
     * made to fail, and, when there are enough payments, at least one in each way.
     *
     * @param beyondMsat an amount that alice has and the hub towards bob or carol has not
     */
    static List<FloodOrder> plan(DemoOptions options, long beyondMsat, RandomGenerator random) {
        List<FloodOrder> orders = new ArrayList<>(options.payments());
        for (int i = 0; i < options.payments(); i++) {
            String[] direction = DIRECTIONS[i % DIRECTIONS.length];
            Kind kind = kind(i, direction[0].equals("alice"), options.payments(), random.nextDouble());
            long amountMsat = kind == Kind.BEYOND_LIQUIDITY ? beyondMsat : options.amountSat() * 1000;
            orders.add(new FloodOrder(i, direction[0], direction[1], kind, amountMsat));
        }
        return orders;
    }

    /** Only from alice can a payment be too large for the hub and yet not for the channel it comes in by. */
    private static Kind kind(int index, boolean fromAlice, int payments, double draw) {
        if (payments >= FAILURES_AT_LEAST_FROM && index == 4) {
            return Kind.BEYOND_LIQUIDITY;
        }
        if (payments >= FAILURES_AT_LEAST_FROM && index == 5) {
            return Kind.UNKNOWN_HASH;
        }
        // Half of the directions are alice's, hence twice the share there.
        if (fromAlice && draw < 2 * BEYOND_LIQUIDITY_SHARE) {
            return Kind.BEYOND_LIQUIDITY;
        }
        return draw > 1 - UNKNOWN_HASH_SHARE ? Kind.UNKNOWN_HASH : Kind.PAYMENT;
    }
}
