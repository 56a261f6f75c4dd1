package lnhub.node;

import java.nio.file.Path;
import java.util.function.Consumer;
import javax.sql.DataSource;
import lnhub.actors.chain.Chain;
import lnhub.actors.chain.Wallet;
import lnhub.actors.chain.shared.SharedWallet;
import lnhub.actors.chain.shared.WalletTimes;
import lnhub.node.chain.Addresses;
import lnhub.node.chain.BitcoindWallet;
import lnhub.node.chain.SeedWallet;
import lnhub.node.chain.TableStore;
import lnhub.protocol.crypto.NodeSeed;

/** How a process opens the node's wallet when it becomes the wallet's owner. */
final class NodeWallet {
    private final NodeConfig config;
    private final Networks network;
    private final Path folder;
    private final NodeSeed seed;
    private final Chain chain;
    private final DataSource tables;

    /** @param folder where a wallet's file of an earlier version may be */
    NodeWallet(NodeConfig config, Path folder, NodeSeed seed, Chain chain, DataSource tables) {
        this.config = config;
        this.network = Networks.of(config.network());
        this.folder = folder;
        this.seed = seed;
        this.chain = chain;
        this.tables = tables;
    }

    /** @param takenOver see there */
    SharedWallet.Setup setup(Consumer<Throwable> takenOver) {
        return new SharedWallet.Setup("wallet", this::open, new Addresses(network.bitcoin())::script, takenOver,
                WalletTimes.STANDARD);
    }

    private Wallet open(Runnable takenOver) throws Exception {
        return switch (config.chain().wallet()) {
            case SEED -> SeedWallet.open(chain, seed.walletAccount(network.isMainnet()), network.bitcoin(), 0,
                    store("seed", "wallet.dat", takenOver));
            case BITCOIND -> BitcoindWallet.open(chain, network.chainConfig(config.chain()),
                    config.chain().walletName(), store("bitcoind", "bitcoind-wallet.dat", takenOver));
        };
    }

    private TableStore store(String name, String formerFile, Runnable takenOver) {
        return new TableStore(tables, name, folder.resolve(formerFile), takenOver);
    }
}
