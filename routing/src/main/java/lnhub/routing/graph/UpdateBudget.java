package lnhub.routing.graph;

/**
 * A token bucket for the channel_updates of one direction: a node may change its mind, but not make the whole
 * network work for it all day. It starts full; each accepted update takes one token.
 *
 * @param tokensMilli thousandths of a token left at {@code atSeconds}
 * @param atSeconds seconds since the epoch
 */
public record UpdateBudget(int tokensMilli, long atSeconds) {

    /** A bucket that has never been used. */
    public static UpdateBudget full(int burst, long nowSeconds) {
        return new UpdateBudget(Math.multiplyExact(burst, 1000), nowSeconds);
    }

    /**
     * The bucket as it has refilled by now. A clock that runs backwards refills nothing.
     *
     * @param burst the most tokens it can hold
     * @param refillSeconds the time that brings one token
     */
    public UpdateBudget refilled(int burst, int refillSeconds, long nowSeconds) {
        long elapsed = Math.clamp(nowSeconds - atSeconds, 0L, (long) burst * refillSeconds);
        long tokens = Math.min(tokensMilli + elapsed * 1000 / refillSeconds, burst * 1000L);
        return new UpdateBudget((int) tokens, Math.max(nowSeconds, atSeconds));
    }

    public boolean isEmpty() {
        return tokensMilli < 1000;
    }

    /** One token less. */
    public UpdateBudget spent() {
        if (isEmpty()) {
            throw new IllegalStateException("no token left");
        }
        return new UpdateBudget(tokensMilli - 1000, atSeconds);
    }
}
