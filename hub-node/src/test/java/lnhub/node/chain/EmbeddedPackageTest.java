package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lnhub.actors.chain.FeeRates;
import lnhub.actors.chain.Published;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of packages, held by the embedded chain. */
class EmbeddedPackageTest extends PackageContract {
    private RegtestServer server;
    private RegtestChain regtest;
    private int nextCoin = 1;

    @Override
    BitcoindConfig node() throws IOException {
        regtest = RegtestChain.inMemory(InstantSource.system());
        regtest.generate(110, TestMoney.SCRIPT);
        regtest.mempoolMinimum(4_000);
        server = RegtestServer.start(regtest, 0, "user", "secret");
        return EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret"));
    }

    @Override
    Transaction coin() throws Exception {
        return TestMoney.of(get(chain.block(nextCoin++)).orElseThrow().transactions().getFirst());
    }

    /** What a full mempool throws out is lost until it is published again; a package is weighed as one. */
    @Test
    void aRisingMinimumThrowsOutWhatPaysLess() throws Exception {
        Transaction poor = TestMoney.spend(coin(), TestMoney.pay(4_999_999_000L));
        Transaction poorCoin = coin();
        Transaction saved = TestMoney.spend(poorCoin, TestMoney.pay(4_999_999_000L));
        Transaction savesIt = TestMoney.spend(saved, TestMoney.pay(4_999_900_000L));
        for (Transaction tx : List.of(poor, saved, savesIt)) {
            assertThat(get(chain.publish(TestMoney.raw(tx)))).isInstanceOf(Published.Accepted.class);
        }
        regtest.mempoolMinimum(50_000);
        assertThat(get(chain.feeRates()).minimumPerKw()).isEqualTo(12_500);
        assertThat(get(chain.spendableOutput(TestMoney.outPoint(poor, 0)))).isEmpty();
        assertThat(get(chain.spendableOutput(TestMoney.outPoint(savesIt, 0)))).isPresent();
        assertThat(get(chain.publish(TestMoney.raw(poor)))).isInstanceOf(Published.Rejected.class);
        regtest.mempoolMinimum(0);
        assertThat(get(chain.publish(TestMoney.raw(poor)))).isInstanceOf(Published.Accepted.class);
    }

    /** Neither would be taken alone any more, and both were taken together. */
    @Test
    void aPackageStaysOverAReorganisationAndARestart(@TempDir Path directory) {
        Path file = directory.resolve("chain");
        List<TxId> both;
        try (RegtestChain kept = RegtestChain.open(file, InstantSource.system())) {
            kept.generate(102, TestMoney.SCRIPT);
            kept.mempoolMinimum(4_000);
            Transaction parent = TestMoney.spend(reward(kept, 1), TestMoney.pay(4_999_999_850L));
            Transaction child = TestMoney.spend(parent, TestMoney.pay(4_999_990_000L));
            kept.submitPackage(parent, child);
            both = List.of(parent.txid, child.txid);
            kept.generate(1, TestMoney.SCRIPT);
            assertThat(kept.unconfirmed()).isEmpty();
            kept.invalidate(kept.tip().hash());
            assertThat(kept.unconfirmed()).extracting(entry -> entry.tx().txid).isEqualTo(both);
        }
        try (RegtestChain again = RegtestChain.open(file, InstantSource.system())) {
            assertThat(again.unconfirmed()).extracting(entry -> entry.tx().txid).isEqualTo(both);
        }
    }

    private static Transaction reward(RegtestChain of, int height) {
        return of.nodeAt(height).orElseThrow().block().tx.getFirst();
    }

    @Test
    void estimatesAreWhatATestSaysByTarget() throws Exception {
        regtest.estimateFeerates(Map.of(2, 80_000L, 6, 40_000L, 144, 8_000L));
        FeeRates rates = get(chain.feeRates());
        assertThat(List.of(rates.within(1), rates.within(2), rates.within(7), rates.within(12), rates.within(2_000)))
                .containsExactly(20_000, 20_000, 10_000, 10_000, 2_000);
    }

    @AfterEach
    void stop() {
        server.close();
    }
}
