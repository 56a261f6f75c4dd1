package lnhub.node.demo;

/**
 * What the demonstration is asked to do.
 *
 * @param payments in the flood, failures included
 * @param inFlight how many of them at a time
 * @param amountSat of each
 * @param seed decides which payments are made to fail
 * @param json prints the figures as JSON in the last line
 * @param stay leaves the nodes up until SIGTERM
 */
public record DemoOptions(int payments, int inFlight, long amountSat, long seed, boolean json, boolean stay) {
    private static final int MAX_PAYMENTS = 10_000_000;
    private static final int MAX_IN_FLIGHT = 10_000;
    private static final long MAX_AMOUNT_SAT = 100_000;
    /** A channel takes 483 HTLCs in each direction (BOLT 2); this many leave room for what is being removed. */
    private static final int HTLCS_PER_CHANNEL = 400;
    private static final long MIN_SPOKE_SAT = 6_000_000;

    public DemoOptions {
        check("--payments", payments, 0, MAX_PAYMENTS);
        check("--in-flight", inFlight, 1, MAX_IN_FLIGHT);
        check("--amount-sat", amountSat, 1, MAX_AMOUNT_SAT);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got " + value);
        }
    }

    /** Every payment passes between alice and the hub, half in each direction. */
    int aliceChannels() {
        return ceilDiv(ceilDiv(inFlight, 2), HTLCS_PER_CHANNEL);
    }

    /** A quarter of the payments is between the hub and bob, or carol, in each direction. */
    int spokeChannels() {
        return ceilDiv(ceilDiv(inFlight, 4), HTLCS_PER_CHANNEL);
    }

    /** All channels between the hub and bob, or carol, together: four times what can be on its way either way. */
    long spokeSat() {
        return Math.max(MIN_SPOKE_SAT, 8L * inFlight * amountSat);
    }

    /** All channels between alice and the hub together: what both spokes can need. */
    long aliceSat() {
        return spokeSat() * 5 / 2;
    }

    private static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
