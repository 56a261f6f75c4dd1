package lnhub.node.lab;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Locks, attempts and confirmations over block heights; a row for each transaction that has any. */
final class Timeline {
    private static final double LEFT = 12;
    private static final double RIGHT = Drawing.WIDTH - 16;
    private static final double TOP = 36;
    private static final double ROW = 32;
    private static final int[] STEPS = {1, 2, 5, 10, 20, 50, 100};
    private static final int MAX_TICKS = 9;

    private final Scenario scenario;
    private final List<List<LabTransaction>> rows;
    private final int first = Ledger.FIRST_HEIGHT;
    private final int last;

    Timeline(Scenario scenario) {
        this.scenario = scenario;
        this.rows = Drawing.groups(scenario.transactions()).stream()
                .filter(group -> hasTime(group.getFirst())).toList();
        this.last = scenario.height() + 1;
    }

    private static boolean hasTime(LabTransaction transaction) {
        return transaction.fate() != LabTransaction.Fate.NEVER_BROADCAST || transaction.lockHeight() > 0;
    }

    String svg() {
        Markup svg = new Markup();
        double height = TOP + rows.size() * ROW + 6;
        svg.raw(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
                Drawing.WIDTH, height, Markup.escape("locks and blocks of: " + scenario.title())));
        axis(svg, height);
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), TOP + i * ROW);
        }
        return svg.raw("</svg>").toString();
    }

    private void axis(Markup svg, double height) {
        int step = IntStream.of(STEPS).filter(each -> (last - first) / each < MAX_TICKS).findFirst().orElse(200);
        svg.label(LEFT - 6, 10, "note", "block height, from left to right");
        for (int at = Math.ceilDiv(first, step) * step; at <= last; at += step) {
            svg.path("grid", "M%.1f %.1f V%.1f", x(at), TOP - 6, height - 4);
            svg.label(x(at), TOP - 9, "tick", String.valueOf(at));
        }
    }

    private double x(int height) {
        return LEFT + (RIGHT - LEFT) * (height - first) / Math.max(1, last - first);
    }

    private void row(Markup svg, List<LabTransaction> group, double top) {
        LabTransaction transaction = group.getFirst();
        double middle = top + 22;
        svg.label(LEFT - 6, top + 11, "row halo", Box.title(group));
        svg.label(RIGHT + 10, top + 11, "fate halo " + Fates.style(transaction), Fates.words(scenario, transaction));
        svg.path("track", "M%.1f %.1f H%.1f", LEFT, middle, RIGHT);
        lock(svg, group, middle);
        for (LabTransaction each : group) {
            each.refusals().stream().mapToInt(LabTransaction.Refusal::height).distinct()
                    .forEach(at -> svg.path("cross", "M%.1f %.1f l7 7 m0 -7 l-7 7", x(at) - 3.5, middle - 3.5));
            if (each.isConfirmed()) {
                svg.raw(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" class=\"dot\"/>",
                        x(each.height()), middle));
            }
        }
    }

    /** The blocks that may not contain it; with many alike, a mark at the end of each lock. */
    private void lock(Markup svg, List<LabTransaction> group, double middle) {
        LabTransaction transaction = group.getFirst();
        if (transaction.lockHeight() > 0) {
            bar(svg, first, transaction.lockHeight() + 1, middle);
        }
        if (group.size() > 1) {
            group.forEach(each -> svg.path("lockend", "M%.1f %.1f v10", x(each.lockHeight() + 1), middle - 5));
        }
        for (int input = 0; input < transaction.spent().size(); input++) {
            relative(svg, transaction, input, middle);
        }
    }

    private void relative(Markup svg, LabTransaction transaction, int input, double middle) {
        int lock = transaction.relativeLock(input);
        scenario.transactions().stream()
                .filter(each -> lock > 0 && each.isConfirmed()
                        && each.txid().equals(transaction.spent().get(input).outPoint().txid()))
                .forEach(parent -> bar(svg, parent.height(), parent.height() + lock, middle));
    }

    private void bar(Markup svg, int from, int to, double middle) {
        double end = Math.min(x(to), RIGHT + 4);
        svg.rectangle(x(from), middle - 4, Math.max(1, end - x(from)), 8, "locked");
    }
}
