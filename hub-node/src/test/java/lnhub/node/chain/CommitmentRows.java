package lnhub.node.chain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import lnhub.protocol.channel.CommitmentTable;
import lnhub.protocol.channel.CommitmentTable.Row;
import lnhub.protocol.channel.CommitmentTable.Then;
import lnhub.protocol.transactions.CommitmentFormat;

/**
 * Which rows of the table run on a chain: a sample that follows from a seed, or all of them with
 * {@code -Dtable.all=true}. A run with {@code -Dtable.seed=N} is the run that said so.
 */
final class CommitmentRows {
    static final boolean ALL = Boolean.getBoolean("table.all");
    static final long SEED = Optional.ofNullable(Long.getLong("table.seed")).orElseGet(System::nanoTime);

    private CommitmentRows() {
    }

    /** Each side, honest, with what it has at a step. */
    static List<Row> current(CommitmentFormat format) {
        return CommitmentTable.everyStep(format, 0, 1, 0, Then.ENFORCED);
    }

    /** The commitment before the current one, revoked or not. */
    static List<Row> previous(CommitmentFormat format) {
        return CommitmentTable.everyStep(format, 3, 1, 1, Then.GRABS);
    }

    /** Every commitment that either side ever had. */
    static List<Row> grabbed(CommitmentFormat format) {
        return CommitmentTable.everyCommitment(format, Then.GRABS);
    }

    /** The same by somebody who vanishes. */
    static List<Row> abandoned(CommitmentFormat format) {
        return CommitmentTable.everyCommitment(format, Then.NOTHING);
    }

    /** @throws AssertionError that says which row it was, and of which run */
    static void run(CommitmentTable table, Row row) {
        try {
            table.run(row);
        } catch (AssertionError broken) {
            throw new AssertionError("-Dtable.seed=" + SEED + ": " + broken.getMessage(), broken);
        }
    }

    /** In the order of the table. */
    static List<Row> sample(List<Row> rows, int count) {
        if (ALL || rows.size() <= count) {
            return rows;
        }
        List<Integer> places = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
        Collections.shuffle(places, new Random(SEED));
        return places.subList(0, count).stream().sorted().map(rows::get).toList();
    }
}
