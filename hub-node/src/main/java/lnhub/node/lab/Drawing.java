package lnhub.node.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import lnhub.protocol.transactions.OutPoint;

/**
 * The transactions of a scenario, one box under the other, narrow enough for a phone. Every output that is spent, or
 * could have been, runs down beside the boxes and branches off to all who spend it: only one branch can be solid.
 */
final class Drawing {
    static final double WIDTH = 400;
    private static final double LEFT = 8;
    private static final double GAP = 14;
    private static final double LANE = 12;
    private static final double SWATCH = 12;

    /** An output and those who spend it. */
    private static final class Wire {
        private final double from;
        private final List<Box> spenders = new ArrayList<>();
        private final List<Double> to = new ArrayList<>();
        private int lane;

        Wire(double from) {
            this.from = from;
        }

        double end() {
            return to.stream().mapToDouble(Double::doubleValue).max().orElse(from);
        }

        boolean overlaps(Wire other) {
            return from <= other.end() && other.from <= end();
        }
    }

    private final Scenario scenario;
    private final String anchor;
    private final List<Box> boxes = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private double height = GAP / 2;
    private double right;

    /** @param anchor what the ids of the transactions on the page begin with */
    Drawing(Scenario scenario, String anchor) {
        this.scenario = scenario;
        this.anchor = anchor;
        for (List<LabTransaction> group : groups(scenario.transactions())) {
            Box box = new Box(group, height);
            boxes.add(box);
            height += box.height() + GAP;
        }
        boxes.forEach(box -> box.first().outputs().forEach(output -> wire(box, output.outPoint())));
        layLanes();
    }

    /** Those that are one of many are drawn together with their neighbours. */
    static List<List<LabTransaction>> groups(List<LabTransaction> transactions) {
        List<List<LabTransaction>> groups = new ArrayList<>();
        boolean stacking = false;
        for (LabTransaction transaction : transactions) {
            if (!stacking || !transaction.isOneOfMany()) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(transaction);
            stacking = transaction.isOneOfMany();
        }
        return groups;
    }

    private void wire(Box from, OutPoint output) {
        Wire wire = new Wire(from.outputAt(output).orElseThrow());
        for (Box box : boxes) {
            OptionalDouble at = box.inputAt(output);
            if (at.isPresent()) {
                wire.spenders.add(box);
                wire.to.add(at.getAsDouble());
            }
        }
        if (!wire.spenders.isEmpty()) {
            wires.add(wire);
        }
    }

    /** The shortest next to the boxes. */
    private void layLanes() {
        List<Wire> laid = new ArrayList<>();
        wires.sort(Comparator.comparingDouble(wire -> wire.end() - wire.from));
        int lanes = 0;
        for (Wire wire : wires) {
            while (laid.stream().anyMatch(other -> other.lane == wire.lane && other.overlaps(wire))) {
                wire.lane++;
            }
            laid.add(wire);
            lanes = Math.max(lanes, wire.lane + 1);
        }
        right = WIDTH - LEFT - lanes * LANE;
    }

    String svg() {
        Markup svg = new Markup();
        svg.raw(String.format(Locale.ROOT, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">", WIDTH,
                height, Markup.escape("the transactions of: " + scenario.title())));
        boxes.forEach(box -> box(svg, box));
        wires.forEach(wire -> draw(svg, wire, false));
        wires.forEach(wire -> draw(svg, wire, true));
        return svg.raw("</svg>").toString();
    }

    private void box(Markup svg, Box box) {
        String fate = Fates.style(box.first());
        svg.raw("<a href=\"#" + anchor + scenario.transactions().indexOf(box.first()) + "\">");
        svg.element("title", box.title() + ": " + Fates.words(scenario, box.first()));
        if (box.isStack()) {
            svg.rectangle(LEFT + 4, box.top() + 4, right - LEFT, box.height(), "box " + fate);
        }
        svg.rectangle(LEFT, box.top(), right - LEFT, box.height(), "box " + fate);
        svg.label(LEFT + 8, box.top() + 16, "title", box.title());
        svg.label(right - 8, box.top() + 16, "fate " + fate, Fates.words(scenario, box.first()));
        for (int i = 0; i < box.rows().size(); i++) {
            row(svg, box.rows().get(i), box.rowMiddle(i));
        }
        svg.raw("</a>");
    }

    private void row(Markup svg, Box.Row row, double middle) {
        double x = LEFT + 8;
        for (Party owner : row.owners()) {
            svg.rectangle(x, middle - SWATCH / 2, SWATCH, SWATCH, "owner" + owner.colour());
            svg.label(x + SWATCH / 2, middle + 3.5, "letter", owner.name());
            x += SWATCH + 2;
        }
        int room = (int) ((right - x - 10) / (row.style().equals("row") ? 6.2 : 5.4));
        svg.label(x + (row.owners().isEmpty() ? 0 : 4), middle + 4, row.style(), cut(row.text().strip(), room));
    }

    static String cut(String text, int room) {
        return text.length() <= room ? text : text.substring(0, Math.max(1, room - 3)).stripTrailing() + "...";
    }

    private void draw(Markup svg, Wire wire, boolean confirmed) {
        double x = right + (wire.lane + 0.7) * LANE;
        for (int i = 0; i < wire.spenders.size(); i++) {
            if (wire.spenders.get(i).isConfirmed() == confirmed) {
                double to = wire.to.get(i);
                svg.path(confirmed ? "wire" : "wire unused", "M%.1f %.1f H%.1f V%.1f H%.1f", right, wire.from, x, to,
                        right + 4);
                svg.path(confirmed ? "head" : "head unused", "M%.1f %.1f l6 -3.5 v7 z", right, to);
            }
        }
    }
}
