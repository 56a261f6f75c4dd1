package lnhub.node.chain;

import java.io.IOException;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Wallet;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;

/** The wallet of our own seed on a real bitcoind. */
class SeedWalletOnBitcoindTest extends WalletContract {
    private RealBitcoind bitcoind;

    @Override
    BitcoindConfig node() throws IOException {
        if (bitcoind == null) {
            bitcoind = RealBitcoind.start();
        }
        return bitcoind.config();
    }

    @Override
    Wallet open(Chain on, Kept kept) {
        return SeedWallet.open(on, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0, kept.store());
    }

    @AfterEach
    void stop() throws IOException {
        if (bitcoind != null) {
            bitcoind.close();
        }
    }
}
