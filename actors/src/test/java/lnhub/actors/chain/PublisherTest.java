package lnhub.actors.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import lnhub.actors.api.FakeWallet;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

/** A funding transaction is asked about before its channel hangs on it. */
class PublisherTest {
    private static final Bytes SCRIPT = Bytes.fromHex("0020" + "11".repeat(32));

    private final ScriptedChain chain = new ScriptedChain(10);
    private final FakeWallet wallet = new FakeWallet();
    private final Publisher publisher = new Publisher(chain, wallet);

    private Wallet.FundedTransaction fund() throws Exception {
        return publisher.fund(SCRIPT, 1_000_000, 253).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatTheMempoolWouldTakeKeepsItsCoins() throws Exception {
        assertThat(wallet.held).containsExactly(fund().txid());
    }

    @Test
    void whatItWouldNotTakeIsRefusedWithItsReasonAndGivesItsCoinsBack() {
        chain.refuse(new Published.Rejected(Published.Cause.FEE_TOO_LOW, "mempool min fee not met"));
        assertThatThrownBy(this::fund).rootCause().isInstanceOf(UnacceptableTransaction.class)
                .hasMessageContaining("mempool min fee not met").hasMessageContaining("after the next");
        assertThat(wallet.held).isEmpty();
    }

    @Test
    void whenNobodyCanSayItIsRefusedToo() {
        chain.reachable(false);
        assertThatThrownBy(this::fund).rootCause().isInstanceOf(ChainException.class);
        assertThat(wallet.held).isEmpty();
    }
}
