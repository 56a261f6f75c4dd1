package lnhub.node.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;

/**
 * Which coins pay the fees of claims: those kept already, then the smallest one that makes up what is missing, or, if
 * none does, the largest first. A coin counts for what is left of it after the fee of spending it.
 */
final class FeeCoins {
    /** More would make a claim that is hard to relay; so poor a wallet cannot pay for claims. */
    static final int MAX_COINS = 100;
    /** Outpoint, empty script, sequence. */
    private static final int INPUT_WEIGHT = 4 * 41 + FeeInput.P2WPKH_WITNESS_SIZE;

    private static final Comparator<FeeInput> SMALLEST_FIRST = Comparator.comparingLong(FeeInput::amountSat)
            .thenComparing(coin -> coin.outPoint().txid()).thenComparing(coin -> coin.outPoint().index());

    private FeeCoins() {
    }

    static FeeInput of(OutPoint outPoint, long amountSat) {
        return new FeeInput(outPoint, amountSat, FeeInput.P2WPKH_WITNESS_SIZE);
    }

    /** @throws IllegalArgumentException when the request cannot be meant */
    static void checkRequest(long amountSat, int feeratePerKw) {
        if (amountSat <= 0 || amountSat > ConsensusRules.MAX_MONEY_SAT) {
            throw new IllegalArgumentException("a fee of " + amountSat + " sat: must be positive, at most all bitcoin");
        }
        if (feeratePerKw < FeeRates.FLOOR_PER_KW || feeratePerKw > PaymentTransaction.MAX_FEERATE_PER_KW) {
            throw new IllegalArgumentException("a fee rate of " + feeratePerKw + " sat per 1000 weight units: must be "
                    + FeeRates.FLOOR_PER_KW + " to " + PaymentTransaction.MAX_FEERATE_PER_KW);
        }
    }

    /**
     * @param kept already kept for the purpose, and in the chain
     * @param free neither promised nor spent
     * @return which of the free ones are needed too
     * @throws InsufficientFunds when all of them are not enough; it counts what they would bring
     */
    static List<FeeInput> missing(List<FeeInput> kept, List<FeeInput> free, long amountSat, int feeratePerKw) {
        long missingSat = amountSat - kept.stream().mapToLong(coin -> bringsSat(coin, feeratePerKw)).sum();
        if (missingSat <= 0) {
            return List.of();
        }
        List<FeeInput> bySize = free.stream().filter(coin -> bringsSat(coin, feeratePerKw) > 0).sorted(SMALLEST_FIRST)
                .toList();
        int room = Math.max(0, MAX_COINS - kept.size());
        long alone = missingSat;
        Optional<FeeInput> enough = bySize.stream().filter(coin -> bringsSat(coin, feeratePerKw) >= alone).findFirst();
        if (enough.isPresent() && room > 0) {
            return List.of(enough.get());
        }
        List<FeeInput> chosen = new ArrayList<>();
        for (FeeInput coin : bySize.reversed().subList(0, Math.min(room, bySize.size()))) {
            chosen.add(coin);
            missingSat -= bringsSat(coin, feeratePerKw);
            if (missingSat <= 0) {
                return chosen;
            }
        }
        throw new InsufficientFunds(amountSat, amountSat - missingSat);
    }

    private static long bringsSat(FeeInput coin, int feeratePerKw) {
        return Math.max(0, coin.amountSat() - costSat(feeratePerKw));
    }

    private static long costSat(int feeratePerKw) {
        return Math.ceilDiv((long) INPUT_WEIGHT * feeratePerKw, 1000L);
    }
}
