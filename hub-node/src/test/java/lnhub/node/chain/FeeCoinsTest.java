package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class FeeCoinsTest {
    /** Outpoint, empty script and sequence count fourfold; the witness has 109 bytes (BIP 141). */
    private static final int INPUT_WEIGHT = 4 * 41 + 109;

    private static List<FeeInput> coins(List<Long> amountsSat, int from) {
        return IntStream.range(0, amountsSat.size()).mapToObj(i ->
                FeeCoins.of(new OutPoint(Bytes32.ZEROES, from + i), amountsSat.get(i))).toList();
    }

    private static long bringSat(List<FeeInput> coins, int feeratePerKw) {
        long costSat = Math.ceilDiv((long) INPUT_WEIGHT * feeratePerKw, 1_000L);
        return coins.stream().mapToLong(coin -> Math.max(0, coin.amountSat() - costSat)).sum();
    }

    @Property
    void whatIsKeptSufficesAfterTheFeeOfSpendingIt(
            @ForAll @Size(max = 4) List<@LongRange(min = 300, max = 50_000) Long> keptSat,
            @ForAll @Size(max = 20) List<@LongRange(min = 300, max = 50_000) Long> freeSat,
            @ForAll @LongRange(min = 1, max = 300_000) long amountSat,
            @ForAll @IntRange(min = 253, max = 100_000) int feeratePerKw) {
        List<FeeInput> kept = coins(keptSat, 0);
        List<FeeInput> free = coins(freeSat, 100);
        List<FeeInput> both = new ArrayList<>(kept);
        both.addAll(free);
        try {
            List<FeeInput> missing = FeeCoins.missing(kept, free, amountSat, feeratePerKw);
            assertThat(free).containsAll(missing);
            assertThat(new HashSet<>(missing)).hasSameSizeAs(missing);
            List<FeeInput> all = new ArrayList<>(kept);
            all.addAll(missing);
            assertThat(bringSat(all, feeratePerKw)).isGreaterThanOrEqualTo(amountSat);
            assertThat(missing).allMatch(coin -> bringSat(List.of(coin), feeratePerKw) > 0);
            for (FeeInput each : missing) {
                all.remove(each);
                assertThat(bringSat(all, feeratePerKw)).as("none too many").isLessThan(amountSat);
                all.add(each);
            }
        } catch (InsufficientFunds insufficient) {
            assertThat(bringSat(both, feeratePerKw)).isLessThan(amountSat).isEqualTo(insufficient.availableSat());
        }
    }

    @Property(tries = 20)
    void soManyCoinsAsNoClaimCanHaveDoNotHelp(@ForAll @IntRange(min = 253, max = 1_000) int feeratePerKw) {
        List<FeeInput> free = coins(Collections.nCopies(2 * FeeCoins.MAX_COINS, 1_000L), 0);
        long mostSat = bringSat(free, feeratePerKw) / 2;
        assertThat(FeeCoins.missing(List.of(), free, mostSat, feeratePerKw)).hasSize(FeeCoins.MAX_COINS);
        try {
            FeeCoins.missing(List.of(), free, mostSat + 1, feeratePerKw);
            throw new AssertionError("more coins than a claim can have");
        } catch (InsufficientFunds expected) {
            assertThat(expected.availableSat()).isEqualTo(mostSat);
        }
    }
}
