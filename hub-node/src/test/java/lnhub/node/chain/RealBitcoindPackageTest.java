package lnhub.node.chain;

import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxOut;
import java.io.IOException;
import java.util.Collections;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Published;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of packages, held by a real bitcoind whose mempool is as small as it may be, and full. */
class RealBitcoindPackageTest extends PackageContract {
    private static final int COINS = 150;
    /** A transaction of nearly 100,000 virtual bytes. */
    private static final int FILLING_OUTPUTS = 2_300;
    private static final long FILLING_FEE_SAT = 300_000;

    private static RealBitcoind bitcoind;
    private static int nextCoin = 1;

    @BeforeAll
    static void start() throws Exception {
        bitcoind = RealBitcoind.start("-maxmempool=5");
        try (BitcoindRpc rpc = new BitcoindRpc(bitcoind.config()); Chain chain = new BitcoindChain(bitcoind.config())) {
            rpc.call("generatetoaddress", COINS + 100, TestMoney.ADDRESS);
            TxOut small = TestMoney.pay(330, Bytes.wrap(Script.write(Script.pay2wsh(new byte[] {0x51}))));
            do {
                TxOut[] outputs = Collections.nCopies(FILLING_OUTPUTS, small).toArray(TxOut[]::new);
                Transaction coin = coin(chain);
                long restSat = coin.txOut.getFirst().amount.toLong() - FILLING_OUTPUTS * 330L - FILLING_FEE_SAT;
                outputs[0] = TestMoney.pay(restSat);
                if (!(get(chain.publish(TestMoney.raw(TestMoney.spend(coin, outputs))))
                        instanceof Published.Accepted)) {
                    break;
                }
            } while (true);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (bitcoind != null) {
            bitcoind.close();
        }
    }

    private static Transaction coin(Chain chain) throws Exception {
        return TestMoney.of(get(chain.block(nextCoin++)).orElseThrow().transactions().getFirst());
    }

    @Override
    BitcoindConfig node() {
        return bitcoind.config();
    }

    @Override
    Transaction coin() throws Exception {
        return coin(chain);
    }
}
