package lnhub.node.chain;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a real bitcoind, which is killed, reorganised and filled. */
class RealBitcoindOnChainTest extends OnChainContract {
    private static RealLedger ledger;

    @BeforeAll
    static void start() throws IOException {
        ledger = RealLedger.start();
    }

    @AfterAll
    static void stop() {
        if (ledger != null) {
            ledger.close();
        }
    }

    @Override
    NodeLedger ledger() {
        return ledger;
    }
}
