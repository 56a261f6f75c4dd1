package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.Wallet;
import lnhub.node.chain.BitcoindBinary;
import lnhub.node.chain.BitcoindProcess;
import lnhub.node.demo.RpcChain;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node on a real bitcoind, with its news over ZMQ and its wallet. */
class BitcoindNodeIT {
    private static final String NOBODY = "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202";
    private static final long REWARD_SAT = 5_000_000_000L;

    @TempDir
    private Path folder;

    private Path configure(BitcoindProcess bitcoind) throws IOException {
        return Files.writeString(folder.resolve("node.conf"), """
                hub {
                  data-folder = "%s"
                  listen.port = 0
                  rpc.port = 0
                  chain { rpc-url = "%s", cookie-file = "%s", zmq-block = "%s", zmq-tx = "%s", wallet = bitcoind }
                }
                """.formatted(folder.resolve("data"), bitcoind.rpcUrl(), bitcoind.cookieFile(), bitcoind.zmq(),
                bitcoind.zmq()));
    }

    @Test
    void itsMoneyIsInBitcoindsWalletOverARestart() throws Exception {
        Optional<Path> binary = BitcoindBinary.find();
        Assumptions.assumeTrue(binary.isPresent(), BitcoindBinary.HOW_TO_GET_ONE);
        BitcoindProcess bitcoind = BitcoindProcess.start(binary.get(), folder.resolve("bitcoind"), List.of());
        try (RpcChain chain = new RpcChain(bitcoind.rpcUrl(), bitcoind.cookieFile(), Optional.empty(),
                bitcoind::close)) {
            Path config = configure(bitcoind);
            HubNode node = Await.get(HubNode.start(NodeConfig.read(config)));
            Wallet wallet = node.assembly().wallet();
            
            chain.mine(1, Await.get(wallet.newAddress()));
            chain.mine(100, NOBODY);
            assertThat(confirmedSat(wallet)).isEqualTo(REWARD_SAT);
            node.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
            HubNode again = Await.get(HubNode.start(NodeConfig.read(config)));
            assertThat(again.nodeId()).isEqualTo(node.nodeId());
            assertThat(confirmedSat(again.assembly().wallet())).isEqualTo(REWARD_SAT);
            again.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static long confirmedSat(Wallet wallet) {
        return Await.get(wallet.balance()).confirmedSat();
    }
}
