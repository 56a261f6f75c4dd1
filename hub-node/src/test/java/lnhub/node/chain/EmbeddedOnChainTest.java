package lnhub.node.chain;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On the embedded chain. */
class EmbeddedOnChainTest extends OnChainContract {
    private static EmbeddedLedger ledger;

    @BeforeAll
    static void start() throws IOException {
        ledger = new EmbeddedLedger();
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
