package lnhub.node.chain;

import java.io.IOException;
import java.time.InstantSource;

/** The embedded chain. */
final class EmbeddedLedger extends NodeLedger {
    private static final long EVERYTHING_SAT_PER_KVB = 100_000_000_000L;

    private final RegtestChain chain = RegtestChain.inMemory(InstantSource.system());
    private final RegtestServer server;

    EmbeddedLedger() throws IOException {
        server = RegtestServer.start(chain, 0, "user", "secret");
        connect(EmbeddedChainTest.config(server, BitcoindConfig.Credentials.of("user", "secret")));
        earn();
    }

    @Override
    public void crash() {
        chain.mempoolMinimum(EVERYTHING_SAT_PER_KVB);
        chain.mempoolMinimum(0);
    }

    @Override
    public void spike(int feeratePerKw) {
        chain.mempoolMinimum(feeratePerKw * 4L);
    }

    @Override
    public void close() {
        super.close();
        if (server != null) {
            server.close();
        }
    }
}
