package lnhub.protocol.claims;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What claims should pay: by a deadline and a budget. Far from the deadline the estimate for the time that is left;
 * within the last {@link #SECURITY_DELAY} blocks ever more, slowly at first, until the whole budget at the deadline.
 */
public final class FeePolicy {
    /** Blocks before its deadline at which a claim becomes urgent (BOLT 5, "Revoked Transaction Close Handling"). */
    public static final int SECURITY_DELAY = 18;
    /** What has no deadline should confirm within a day. */
    public static final int RELAXED_TARGET = 144;
    /** A claim that has waited for so many blocks pays more, without a deadline up to {@link #highestPerKw}. */
    public static final int PATIENCE = 6;

    private FeePolicy() {
    }

    /** Blocks until claims taken together must be confirmed; {@link #RELAXED_TARGET} without a deadline, 0 at it. */
    public static int blocksLeft(List<Claim> claims, long nextHeight) {
        long left = RELAXED_TARGET;
        for (Claim claim : claims) {
            left = Math.min(left, deadline(claim) - nextHeight);
        }
        return (int) Math.max(0, left);
    }

    /** Where it is a race from the first block on that may have it, the time that it may take is ours to choose. */
    private static long deadline(Claim claim) {
        return claim.deadline() <= claim.fromHeight() + 1 ? claim.fromHeight() + SECURITY_DELAY : claim.deadline();
    }

    /**
     * Near the deadline it rises to the highest, slowly at first: most claims confirm in the next block or two, and to
     * offer a share of the budget from the beginning would give that away each time.
     *
     * @param blocksLeft until the deadline
     * @param estimate the fee rate that confirms within so many blocks
     * @param highest what the budget allows
     * @return satoshi per 1,000 weight units, at most {@code highest}
     */
    public static long feeratePerKw(int blocksLeft, IntUnaryOperator estimate, long highest) {
        long now = estimate.applyAsInt(Math.max(1, Math.min(blocksLeft, RELAXED_TARGET)));
        if (blocksLeft < SECURITY_DELAY && now < highest) {
            long late = SECURITY_DELAY - blocksLeft;
            now += (highest - now) * late * late * late / (SECURITY_DELAY * SECURITY_DELAY * SECURITY_DELAY);
        }
        return Math.min(now, highest);
    }

    /**
     * The most that claims may pay. What has no deadline can wait: it never pays more than what confirms in the next
     * block. Waiting is counted in blocks, and many may pass in which our transaction was not even known: a node that
     * comes back hears of all that it missed at once.
     *
     * @param blocksLeft until the deadline
     * @param estimate the fee rate that confirms within so many blocks
     * @param budgetPerKw what the budget allows
     * @return satoshi per 1,000 weight units
     */
    public static long highestPerKw(int blocksLeft, IntUnaryOperator estimate, long budgetPerKw) {
        return blocksLeft < RELAXED_TARGET ? budgetPerKw : Math.min(budgetPerKw, estimate.applyAsInt(1));
    }

    /** What a transaction that has not confirmed should pay now; a quarter more where it has waited long. */
    public static long replacementPerKw(long feeratePerKw, int blocksWaited, long wantedPerKw, long highest) {
        long grown = blocksWaited >= PATIENCE ? feeratePerKw + feeratePerKw / 4 : feeratePerKw;
        return Math.min(Math.max(wantedPerKw, grown), highest);
    }

    /** The most that claims may pay in fees: all of it where otherwise a cheater gets it, else half. */
    public static long budgetSat(List<Claim> claims) {
        long sum = 0;
        boolean penalty = true;
        for (Claim claim : claims) {
            sum += claim.amountSat();
            penalty &= claim.kind() == Claim.Kind.PENALTY_DELAYED || claim.kind() == Claim.Kind.PENALTY_HTLC;
        }
        return penalty ? sum : sum / 2;
    }
}
