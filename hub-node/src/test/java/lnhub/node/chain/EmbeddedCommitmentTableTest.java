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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of BOLT 5 on the embedded chain: every commitment that is revoked, and a sample of the others. */
class EmbeddedCommitmentTableTest {
    private static final int CURRENT = 20;
    private static final int OTHERS = 8;

    private static EmbeddedLedger ledger;
    private final CommitmentTable table = new CommitmentTable(() -> ledger);

    @BeforeAll
    static void start() throws IOException {
        ledger = new EmbeddedLedger();
    }

    @AfterAll
    static void stop() {
        ledger.close();
    }

    static List<Row> rows() {
        return Arrays.stream(CommitmentFormat.values()).flatMap(format -> Stream.of(
                CommitmentRows.sample(CommitmentRows.current(format), CURRENT),
                CommitmentRows.sample(CommitmentRows.previous(format), OTHERS),
                CommitmentRows.sample(CommitmentRows.abandoned(format), OTHERS),
                CommitmentRows.grabbed(format)).flatMap(List::stream)).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everySatoshiIsWhereItBelongs(Row row) {
        CommitmentRows.run(table, row);
    }
}
