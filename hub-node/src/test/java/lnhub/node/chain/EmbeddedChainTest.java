package lnhub.node.chain;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.AfterEach;

/** The contract, held by the embedded chain behind its server. */
class EmbeddedChainTest extends ChainContract {
    private RegtestServer server;

    @Override
    BitcoindConfig node() throws IOException {
        if (server == null) {
            server = RegtestServer.start(RegtestChain.inMemory(InstantSource.system()), 0, "user", "secret");
        }
        return config(server, BitcoindConfig.Credentials.of("user", "secret"));
    }

    static BitcoindConfig config(RegtestServer server, BitcoindConfig.Credentials credentials) {
        return new BitcoindConfig(server.uri(), credentials, BitcoinNetwork.REGTEST, Duration.ofMillis(100),
                Duration.ofSeconds(20), Duration.ofMillis(200),
                BitcoindConfig.Fees.STANDARD.withFallback(2_500), BitcoindConfig.Zmq.NONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }
}
