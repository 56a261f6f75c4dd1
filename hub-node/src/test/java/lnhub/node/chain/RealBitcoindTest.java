package lnhub.node.chain;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, held by a real bitcoind: what passes there and here is the same. */
class RealBitcoindTest extends ChainContract {
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

    @Override
    BitcoindConfig node() {
        return bitcoind.config();
    }
}
