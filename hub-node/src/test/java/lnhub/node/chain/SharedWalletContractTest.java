package lnhub.node.chain;

import java.io.IOException;
import java.time.InstantSource;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Wallet;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The wallet of our own seed, asked through its owner in a cluster of one process. */
class SharedWalletContractTest extends WalletContract {
    private static WalletProcess process;
    private static int opened;

    private RegtestServer server;
    private volatile SeedWallet own;

    @BeforeAll
    static void startCluster() throws Exception {
        process = new WalletProcess();
        process.join(process);
    }

    @AfterAll
    static void stopCluster() throws Exception {
        process.close();
    }

    @Override
    BitcoindConfig node() throws IOException {
        if (server == null) {
            server = RegtestServer.start(RegtestChain.inMemory(InstantSource.system()), 0, "user", "secret");
        }
        return EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret"));
    }

    /** Each time another singleton, since an owner has the wallet open until its process ends. */
    @Override
    Wallet open(Chain on, Kept kept) {
        closeOwn();
        return process.wallet("wallet-" + ++opened, takenOver -> {
            own = SeedWallet.open(on, WalletKeysTest.account(1, 0), BitcoinNetwork.REGTEST, 0, kept.store(takenOver));
            return own;
        }, failure -> { });
    }

    @Override
    Class<? extends Exception> notKept() {
        return IllegalStateException.class;
    }

    private void closeOwn() {
        if (own != null) {
            own.close();
        }
    }

    @AfterEach
    void stop() {
        closeOwn();
        server.close();
    }
}
