package lnhub.node.chain;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lnhub.protocol.channel.CommitmentTable;
import lnhub.protocol.channel.CommitmentTable.Row;
import lnhub.protocol.transactions.CommitmentFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of BOLT 5 on a real bitcoind: a sample of each kind. */
class RealBitcoindCommitmentTableTest {
    private static final int OF_EACH_KIND = 10;
    /**
     * So many rows share a chain. Each row's blocks come faster than the clock, a block's time is later than those
     * before it, and bitcoind takes none that is two hours ahead: a chain of thousands of rows could not go on.
     */
    private static final int ROWS_OF_A_CHAIN = 100;

    private static RealLedger ledger;
    private static int rowsBegun;
    private final CommitmentTable table = new CommitmentTable(() -> ledger);

    @BeforeAll
    static void start() throws IOException {
        ledger = RealLedger.start();
    }

    @BeforeEach
    void anotherChainAfterSome() throws IOException {
        if (rowsBegun > 0 && rowsBegun % ROWS_OF_A_CHAIN == 0) {
            System.out.println(rowsBegun + " rows of the table ran on bitcoind, the next get a chain of their own");
            ledger.close();
            ledger = RealLedger.start();
        }
        rowsBegun++;
    }

    @AfterAll
    static void stop() {
        if (ledger != null) {
            ledger.close();
        }
    }

    static List<Row> rows() {
        return Arrays.stream(CommitmentFormat.values()).flatMap(format -> Stream.of(
                CommitmentRows.current(format), CommitmentRows.previous(format),
                CommitmentRows.grabbed(format), CommitmentRows.abandoned(format)))
                .flatMap(rows -> CommitmentRows.sample(rows, OF_EACH_KIND).stream()).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everySatoshiIsWhereItBelongs(Row row) {
        CommitmentRows.run(table, row);
    }
}
