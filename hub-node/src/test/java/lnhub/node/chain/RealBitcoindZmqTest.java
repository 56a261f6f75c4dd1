package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import fr.acinq.bitcoin.Transaction;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Tip;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract with a real bitcoind that publishes over ZMQ, and that its news are heard. */
class RealBitcoindZmqTest extends ChainContract {
    private static RealBitcoind bitcoind;

    @BeforeAll
    static void start() throws IOException {
        bitcoind = RealBitcoind.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (bitcoind != null) {
            bitcoind.close();
        }
    }

    private static BitcoindConfig.Zmq zmq(Duration silence) {
        Optional<URI> address = Optional.of(bitcoind.process().zmq());
        return new BitcoindConfig.Zmq(address, address, silence);
    }

    /** It does not tell of an invalidated block, so the contract's reorganisations are found after the silence. */
    @Override
    BitcoindConfig node() {
        return bitcoind.config().withZmq(zmq(Duration.ofMillis(500)));
    }

    @Test
    void whatItTellsArrivesAtOnceAndNothingIsAsked() throws Exception {
        Duration never = Duration.ofMinutes(10);
        BitcoindConfig usual = bitcoind.config();
        BitcoindConfig patient = new BitcoindConfig(usual.uri(), usual.credentials(), BitcoinNetwork.REGTEST, never,
                usual.requestTimeout(), usual.longestPause(), usual.fees(), zmq(never));
        Recording told = new Recording();
        try (BitcoindRpc rpc = new BitcoindRpc(usual); Chain chain = new BitcoindChain(patient)) {
            Tip before = chain.tip().toCompletableFuture().join();
            chain.resume(before, told);
            for (int i = 0; i < 20; i++) {
                Bytes32 mined = Bytes32.fromHex(rpc.call("generatetoaddress", 1, TestMoney.ADDRESS).get(0).asText());
                assertThat(told.connected().hash()).isEqualTo(mined.reversed());
            }
            Transaction reward = TestMoney.of(chain.block(before.height() - 90).toCompletableFuture().join()
                    .orElseThrow().transactions().getFirst());
            Transaction tx = TestMoney.spend(reward,
                    TestMoney.pay(reward.txOut.getFirst().amount.toLong() - 1_000));
            rpc.call("sendrawtransaction", TestMoney.raw(tx).toHex());
            assertThat(told.transactions.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
    }
}
