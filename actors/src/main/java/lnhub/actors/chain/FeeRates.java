package lnhub.actors.chain;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Estimated fee rates in satoshi per 1000 weight units.
 *
 * @param perKwByTarget fee rate by the number of blocks within which a transaction should confirm; not empty
 * @param minimumPerKw  below this the node relays nothing
 */
public record FeeRates(NavigableMap<Integer, Integer> perKwByTarget, int minimumPerKw) {
    /** 1 satoshi per virtual byte, rounded up as BOLT 3 implementations do so that no rounding falls below it. */
    public static final int FLOOR_PER_KW = 253;

    public FeeRates {
        if (perKwByTarget.isEmpty()) {
            throw new IllegalArgumentException("no fee rate for any target");
        }
        perKwByTarget = Collections.unmodifiableNavigableMap(new TreeMap<>(perKwByTarget));
    }

    /** The fee rate to confirm within {@code blocks}: the estimate of the nearest target that is not slower. */
    public int within(int blocks) {
        var notSlower = perKwByTarget.floorEntry(blocks);
        int estimate = (notSlower == null ? perKwByTarget.firstEntry() : notSlower).getValue();
        return Math.max(estimate, Math.max(minimumPerKw, FLOOR_PER_KW));
    }
}
