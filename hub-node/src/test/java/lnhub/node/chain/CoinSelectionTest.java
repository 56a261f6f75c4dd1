package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import lnhub.actors.chain.ChainTransaction;
import lnhub.actors.chain.InsufficientFunds;
import lnhub.node.chain.WalletKeys.Branch;
import lnhub.node.chain.WalletLedger.OwnOutput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CoinSelectionTest {

    private static List<OwnOutput> coins(List<Long> amounts) {
        List<OwnOutput> coins = new ArrayList<>();
        for (int i = 0; i < amounts.size(); i++) {
            coins.add(new OwnOutput(new OutPoint(Bytes32.ZEROES, i),
                    new ChainTransaction.Output(amounts.get(i), Bytes.EMPTY),
                    new WalletKeys.Path(Branch.EXTERNAL, i), 1, false));
        }
        return coins;
    }

    private static long sum(List<OwnOutput> coins) {
        return coins.stream().mapToLong(OwnOutput::amountSat).sum();
    }

    /** Nothing is lost, no coin is used twice, the change is not dust, and the fee is what the weight asks for. */
    @Property
    void conserves(
            @ForAll @Size(max = 30) List<@LongRange(min = 300, max = 10_000_000) Long> amounts,
            @ForAll @LongRange(min = 330, max = 20_000_000) long amountSat,
            @ForAll @IntRange(min = 253, max = 50_000) int feeratePerKw) {
        List<OwnOutput> available = coins(amounts);
        try {
            CoinSelection selection = CoinSelection.select(available, amountSat, 34, feeratePerKw, 0);
            assertThat(sum(selection.coins())).isEqualTo(amountSat + selection.feeSat() + selection.changeSat());
            assertThat(new HashSet<>(selection.coins())).hasSameSizeAs(selection.coins());
            assertThat(selection.changeSat() == 0 || selection.changeSat() >= 294).isTrue();
            long leastWeight = 42 + 43 * 4 + selection.coins().size() * 272L;
            assertThat(selection.feeSat()).isGreaterThanOrEqualTo(leastWeight * feeratePerKw / 1_000);
            long mostWeight = leastWeight + 31 * 4;
            long droppedSat = selection.changeSat() == 0 ? 294 : 0;
            assertThat(selection.feeSat())
                    .isLessThanOrEqualTo((mostWeight * feeratePerKw + 999) / 1_000 + droppedSat);
        } catch (InsufficientFunds insufficient) {
            assertThat(insufficient.availableSat()).isEqualTo(sum(available));
            assertThat(sum(available)).isLessThan(
                    amountSat + Math.ceilDiv((42L + 43 * 4 + amounts.size() * 272L) * feeratePerKw, 1_000L) + 1);
        }
    }
}
