package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.List;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a wallet remembers of the coins kept for fees. */
class PromisesTest {
    private static final Bytes32 PURPOSE = Bytes32.fromHex("a1".repeat(32));
    private static final FeeInput ONE = FeeCoins.of(new OutPoint(Bytes32.fromHex("01".repeat(32)), 7), 1_000);
    private static final FeeInput TWO = FeeCoins.of(new OutPoint(Bytes32.fromHex("02".repeat(32)), 0), 2_000);

    private final Kept kept = new Kept();
    private Promises promises;

    @BeforeEach
    void open() {
        WalletState state = new WalletState(kept.store(), Bytes.fromHex("aa"));
        promises = new Promises(state, state.take(), branch -> 0);
    }

    @Test
    void comeBackInTheirOrder() {
        promises.keep(PURPOSE, List.of(TWO));
        promises.keep(PURPOSE, List.of(ONE));
        open();
        assertThat(promises.fees(PURPOSE)).containsExactly(TWO, ONE);
        assertThat(promises.release(PURPOSE)).containsExactly(TWO, ONE);
        open();
        assertThat(promises.feeCoins()).isEmpty();
    }

    @Test
    void aCoinIsForgottenWhenItsSpendIsBuriedAndNotBefore() {
        promises.keep(PURPOSE, List.of(ONE, TWO));
        for (int height = 100; height < 105; height++) {
            promises.forgetSpentFees(TWO.outPoint()::equals, height);
            assertThat(promises.fees(PURPOSE)).containsExactly(ONE, TWO);
        }
        promises.forgetSpentFees(TWO.outPoint()::equals, 105);
        assertThat(promises.fees(PURPOSE)).containsExactly(TWO);
        open();
        assertThat(promises.fees(PURPOSE)).containsExactly(TWO);
    }

    @Test
    void aCoinThatABlockGaveBackIsCountedAnew() {
        promises.keep(PURPOSE, List.of(ONE));
        promises.forgetSpentFees(coin -> false, 100);
        promises.forgetSpentFees(coin -> true, 101);
        promises.forgetSpentFees(coin -> false, 102);
        promises.forgetSpentFees(coin -> false, 106);
        assertThat(promises.fees(PURPOSE)).containsExactly(ONE);
        promises.forgetSpentFees(coin -> false, 107);
        assertThat(promises.feeCoins()).isEmpty();
    }

    @Test
    void whatIsNotKeptIsNotSo() {
        promises.keep(PURPOSE, List.of(ONE));
        kept.refuse(true);
        assertThatThrownBy(() -> promises.keep(PURPOSE, List.of(TWO))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> promises.release(PURPOSE)).isInstanceOf(UncheckedIOException.class);
        assertThat(promises.fees(PURPOSE)).containsExactly(ONE);
    }

    @Test
    void whatIsOfBeforeThereWereAnyIsRead() {
        kept.put("{\"version\":1,\"account\":\"aa\",\"nextExternal\":3,\"nextInternal\":0,\"funded\":[]}");
        open();
        assertThat(promises.feeCoins()).isEmpty();
        promises.keep(PURPOSE, List.of(ONE));
        open();
        assertThat(promises.fees(PURPOSE)).containsExactly(ONE);
    }
}
