package lnhub.node.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import lnhub.protocol.transactions.OutPoint;

/** A transaction, or several alike, as a box of a drawing: where it is, and what its rows say. */
final class Box {
    static final double TITLE = 22;
    static final double ROW = 16;
    private static final double PAD = 6;

    /** One row. @param owners whose money it is; empty for what is not an output */
    record Row(String text, String style, List<Party> owners) {
    }

    private final List<LabTransaction> transactions;
    private final double top;
    private final List<Row> rows = new ArrayList<>();
    private final List<Integer> inputRows = new ArrayList<>();
    private final List<Integer> outputRows = new ArrayList<>();

    /** @param transactions one, or a stack of those that are one of many */
    Box(List<LabTransaction> transactions, double top) {
        this.transactions = transactions;
        this.top = top;
        for (LabOutput spent : first().spent()) {
            inputRows.add(rows.size());
            rows.add(new Row("spends " + spent.from() + ", " + Amounts.plain(spent.amountSat()), "note", List.of()));
        }
        lock();
        for (LabOutput output : first().outputs()) {
            outputRows.add(rows.size());
            rows.add(new Row(amount(output.index()) + "  " + output.name(), "row", output.owners()));
            if (!output.words().equals("at once")) {
                rows.add(new Row("      " + output.words(), "note", List.of()));
            }
        }
    }

    private void lock() {
        int earliest = transactions.stream().mapToInt(LabTransaction::lockHeight).min().orElseThrow();
        int latest = first().lockHeight();
        if (latest > 0) {
            rows.add(new Row("locked: not before block " + (latest + 1)
                    + (isStack() ? " (the first) to " + (earliest + 1) + " (the last)" : ""), "lock", List.of()));
        }
        for (int input = 0; input < first().spent().size(); input++) {
            if (first().relativeLock(input) > 0) {
                rows.add(new Row("locked: " + Amounts.blocks(first().relativeLock(input)) + " after "
                        + first().spent().get(input).from(), "lock", List.of()));
            }
        }
    }

    private String amount(int output) {
        String from = Amounts.plain(first().output(output).amountSat());
        return isStack() ? from + " ... " + Amounts.plain(last().output(output).amountSat()) : from;
    }

    LabTransaction first() {
        return transactions.getFirst();
    }

    private LabTransaction last() {
        return transactions.getLast();
    }

    boolean isStack() {
        return transactions.size() > 1;
    }

    List<LabTransaction> transactions() {
        return transactions;
    }

    String title() {
        return title(transactions);
    }

    /** For example "splits 2 to 99". */
    static String title(List<LabTransaction> transactions) {
        String first = transactions.getFirst().name();
        String last = transactions.getLast().name();
        return transactions.size() == 1 ? first
                : first.replaceFirst(" ", "s ") + " to " + last.substring(last.lastIndexOf(' ') + 1);
    }

    List<Row> rows() {
        return rows;
    }

    double top() {
        return top;
    }

    double height() {
        return TITLE + rows.size() * ROW + PAD;
    }

    double rowMiddle(int row) {
        return top + TITLE + row * ROW + ROW / 2;
    }

    /** Where an output of one's leaves. */
    OptionalDouble outputAt(OutPoint outPoint) {
        return first().txid().equals(outPoint.txid())
                ? OptionalDouble.of(rowMiddle(outputRows.get(outPoint.index())))
                : OptionalDouble.empty();
    }

    /** Where an output is spent. */
    OptionalDouble inputAt(OutPoint outPoint) {
        for (int i = 0; i < inputRows.size(); i++) {
            if (first().spent().get(i).outPoint().equals(outPoint)) {
                return OptionalDouble.of(rowMiddle(inputRows.get(i)));
            }
        }
        return OptionalDouble.empty();
    }

    boolean isConfirmed() {
        return transactions.stream().anyMatch(LabTransaction::isConfirmed);
    }
}
