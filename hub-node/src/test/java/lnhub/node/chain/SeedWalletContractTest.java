package lnhub.node.chain;

import java.io.IOException;
import java.time.InstantSource;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Wallet;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;

/** The wallet of our own seed on the embedded chain. */
class SeedWalletContractTest extends WalletContract {
    private RegtestServer server;

    @Override
    BitcoindConfig node() throws IOException {
        if (server == null) {
            server = RegtestServer.start(RegtestChain.inMemory(InstantSource.system()), 0, "user", "secret");
        }
        return EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret"));
    }

    @Override
    Wallet open(Chain on, Kept kept) {
        return SeedWallet.open(on, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0, kept.store());
    }

    @AfterEach
    void stop() {
        server.close();
    }
}
