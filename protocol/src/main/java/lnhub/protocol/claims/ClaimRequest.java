package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/**
 * What a claim transaction shall be.
 *
 * @param claims taken together: all with a second stage of one lock time, or none with one
 * @param feeInputs coins of the wallet that pay for second stages and anchors; empty where the claims pay themselves
 * @param scriptPubkey where the rest goes
 * @param feeratePerKw satoshi per 1,000 weight units, at most {@link #MAX_FEERATE_PER_KW}
 * @param budgetSat the most that the fee may be
 * @param minimumFeeSat the least that it may be; more than 0 when another transaction is to be replaced
 * @param unconfirmed what has to be paid for as well
 */
public record ClaimRequest(List<Claim> claims, List<FeeInput> feeInputs, Bytes scriptPubkey, long feeratePerKw,
        long budgetSat, long minimumFeeSat, Unconfirmed unconfirmed) {
    /** Far above any fee rate there was, and low enough that no product overflows. */
    public static final long MAX_FEERATE_PER_KW = 100_000_000;

    /**
     * The unconfirmed commitment an anchor pays for.
     *
     * @param weight its weight
     * @param feeSat the fee it pays itself
     */
    public record Unconfirmed(long weight, long feeSat) {
        public static final Unconfirmed NONE = new Unconfirmed(0, 0);

        public Unconfirmed {
            if (weight < 0 || feeSat < 0 || weight > ClaimTransaction.MAX_STANDARD_WEIGHT) {
                throw new IllegalArgumentException("unconfirmed: weight " + weight + ", fee " + feeSat);
            }
        }
    }

    /** @throws IllegalArgumentException when there are no claims, an output is spent twice, or claims do not mix */
    public ClaimRequest {
        claims = List.copyOf(claims);
        feeInputs = List.copyOf(feeInputs);
        if (feeratePerKw < 0 || feeratePerKw > MAX_FEERATE_PER_KW || budgetSat < 0 || minimumFeeSat < 0) {
            throw new IllegalArgumentException("a fee rate of " + feeratePerKw + " sat per kw, a budget of "
                    + budgetSat + " sat, a minimum of " + minimumFeeSat + " sat");
        }
        checkDistinct(claims, feeInputs);
        checkCompatible(claims, feeInputs);
    }

    /** Claims that pay for themselves. */
    public static ClaimRequest of(List<Claim> claims, Bytes scriptPubkey, long feeratePerKw, long budgetSat) {
        return new ClaimRequest(claims, List.of(), scriptPubkey, feeratePerKw, budgetSat, 0, Unconfirmed.NONE);
    }

    private static void checkDistinct(List<Claim> claims, List<FeeInput> feeInputs) {
        Set<OutPoint> spent = new HashSet<>();
        for (Claim claim : claims) {
            if (!spent.add(claim.outPoint())) {
                throw new IllegalArgumentException(claim.outPoint() + " is claimed twice");
            }
        }
        for (FeeInput coin : feeInputs) {
            if (!spent.add(coin.outPoint())) {
                throw new IllegalArgumentException(coin.outPoint() + " is spent twice");
            }
        }
    }

    /** A second stage fixes the lock time, because the peer's signature covers it whatever else it leaves open. */
    private static void checkCompatible(List<Claim> claims, List<FeeInput> feeInputs) {
        if (claims.isEmpty()) {
            throw new IllegalArgumentException("no claims");
        }
        boolean secondStage = claims.getFirst().secondStage().isPresent();
        for (Claim claim : claims) {
            if (claim.secondStage().isPresent() != secondStage
                    || secondStage && claim.lockTime() != claims.getFirst().lockTime()) {
                throw new IllegalArgumentException("HTLC transactions go together only with those of one lock time");
            }
            boolean alone = claim.secondStage().filter(Claim.SecondStage::alone).isPresent();
            if (alone && (claims.size() > 1 || !feeInputs.isEmpty())) {
                throw new IllegalArgumentException("without anchors an HTLC transaction stands alone");
            }
        }
    }

    boolean isPresigned() {
        return claims.getFirst().secondStage().filter(Claim.SecondStage::alone).isPresent();
    }

    /**
     * What is left when somebody else has spent some of the outputs: their transaction has thrown out the one that was
     * asked for, so that there is nothing to replace. Empty when nothing is left.
     */
    public Optional<ClaimRequest> without(Set<OutPoint> gone) {
        List<Claim> left = new ArrayList<>(claims);
        left.removeIf(claim -> gone.contains(claim.outPoint()));
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClaimRequest(left, feeInputs, scriptPubkey, feeratePerKw, budgetSat, 0, unconfirmed));
    }

    /** The same with other coins for the fee. */
    public ClaimRequest withFeeInputs(List<FeeInput> coins) {
        return new ClaimRequest(claims, coins, scriptPubkey, feeratePerKw, budgetSat, minimumFeeSat, unconfirmed);
    }

    ClaimRequest at(long newFeeratePerKw, long newBudgetSat, long newMinimumFeeSat) {
        return new ClaimRequest(claims, feeInputs, scriptPubkey, newFeeratePerKw, newBudgetSat, newMinimumFeeSat,
                unconfirmed);
    }
}
