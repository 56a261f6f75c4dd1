package lnhub.node.lab;

import java.util.ArrayList;
import java.util.List;

/** A run as one page of HTML that is also well-formed XML and needs nothing but itself. */
final class Page {
    private final Lab lab;
    private final Markup page = new Markup();

    Page(Lab lab) {
        this.lab = lab;
    }

    String html() {
        Construction construction = lab.construction();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
                .element("title", "hub lab " + construction.name())
                .raw("<style>\n" + PageStyle.CSS + "</style>\n</head>\n<body>\n<main>")
                .element("h1", construction.name()).element("p class=\"lead\"", construction.summary())
                .element("p", construction.introduction());
        verdict();
        legend();
        for (int i = 0; i < lab.scenarios().size(); i++) {
            scenario(i + 1, lab.scenarios().get(i));
        }
        page.element("p class=\"foot\"", "Made by: hub lab " + construction.name() + " --seed " + lab.seed()
                + " --html FILE. Every transaction was validated by a script engine on a private chain.");
        return page.raw("</main>\n</body>\n</html>").toString();
    }

    private void verdict() {
        long failed = lab.checks().stream().filter(check -> !check.held()).count();
        page.element("p class=\"verdict " + (failed == 0 ? "good" : "bad") + "\"", failed == 0
                ? "All " + lab.checks().size() + " checks held." : failed + " of " + lab.checks().size()
                + " checks FAILED.");
    }

    private void legend() {
        page.raw("<ul class=\"legend\">");
        for (Party party : parties()) {
            page.raw("<li><span class=\"swatch owner" + party.colour() + "\">" + party.name() + "</span> "
                    + party.name() + " can take it</li>");
        }
        for (String[] fate : new String[][] {{"confirmed", "in a block"}, {"refused", "broadcast, and refused"},
                {"never", "signed, never broadcast"}}) {
            page.raw("<li><span class=\"frame " + fate[0] + "\"></span> " + fate[1] + "</li>");
        }
        page.raw("<li><span class=\"bar\"></span> locked</li><li><b class=\"times\">&#215;</b> refused attempt</li>")
                .raw("<li><span class=\"point\"></span> confirmed</li>").raw("</ul>");
        page.element("p class=\"note\"", "An output runs down beside the boxes and branches off to everything that"
                + " could spend it. One branch at most is solid: an output is spent once. Amounts are in satoshi.");
    }

    private List<Party> parties() {
        return lab.scenarios().stream().flatMap(scenario -> scenario.transactions().stream())
                .flatMap(transaction -> transaction.outputs().stream()).flatMap(output -> output.owners().stream())
                .distinct().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }

    private void scenario(int number, Scenario scenario) {
        String anchor = "s" + number + "t";
        page.raw("<section>").element("h2", number + ". " + scenario.title());
        page.raw("<div class=\"pictures\">").raw("<figure>" + new Drawing(scenario, anchor).svg())
                .element("figcaption", "The transactions and what they spend").raw("</figure>")
                .raw("<figure>" + new Timeline(scenario).svg())
                .element("figcaption", "Locks and blocks").raw("</figure>").raw("</div>");
        page.raw("<div class=\"story\">");
        List<LabTransaction> many = new ArrayList<>();
        for (Scenario.Entry entry : scenario.entries()) {
            boolean another = entry instanceof Scenario.Shown(LabTransaction shown) && shown.isOneOfMany();
            if (!another && !many.isEmpty()) {
                many(scenario, many, anchor);
                many.clear();
            }
            entry(scenario, entry, many, anchor);
        }
        if (!many.isEmpty()) {
            many(scenario, many, anchor);
        }
        page.raw("</div>").raw("</section>");
    }

    private void entry(Scenario scenario, Scenario.Entry entry, List<LabTransaction> many, String anchor) {
        switch (entry) {
            case Scenario.Said(String text) -> page.element("p", text);
            case Scenario.Happened(String when, String what, boolean refused) ->
                    page.raw("<p class=\"event" + (refused ? " bad" : "") + "\"><b>" + Markup.escape(when)
                            + "</b> <span>" + Markup.escape(what) + "</span></p>");
            case Scenario.Checked(Check check) ->
                    page.raw("<p class=\"check " + (check.held() ? "good" : "bad") + "\"><b>"
                            + (check.held() ? "ok" : "FAILED") + "</b> <span>" + Markup.escape(check.what())
                            + "</span></p>");
            case Scenario.Shown(LabTransaction transaction) -> {
                if (transaction.isOneOfMany()) {
                    many.add(transaction);
                } else {
                    transaction(scenario, transaction, anchor);
                }
            }
        }
    }

    private void summary(Scenario scenario, LabTransaction first, String title, String anchor) {
        page.raw("<details id=\"" + anchor + scenario.transactions().indexOf(first) + "\">")
                .raw("<summary><b>" + Markup.escape(title) + "</b> <span class=\"fate " + Fates.style(first) + "\">"
                        + Markup.escape(Fates.words(scenario, first)) + "</span></summary>");
    }

    private void many(Scenario scenario, List<LabTransaction> many, String anchor) {
        summary(scenario, many.getFirst(), Box.title(many), anchor);
        page.raw("<pre>");
        many.forEach(each -> page.raw(Markup.escape(TransactionText.line(each) + ", txid " + each.shownTxid())));
        page.raw("</pre></details>");
    }

    private void transaction(Scenario scenario, LabTransaction transaction, String anchor) {
        summary(scenario, transaction, transaction.name(), anchor);
        page.element("p class=\"txid\"", "txid " + transaction.shownTxid());
        StringBuilder script = new StringBuilder();
        for (TransactionText.Line line : TransactionText.of(transaction, scenario.names())) {
            if (line.isScript()) {
                script.append(line.text()).append('\n');
                continue;
            }
            script(script);
            page.raw("<p class=\"part\"><span class=\"label\">" + line.label().strip() + "</span> <span>"
                    + Markup.escape(line.text()) + "</span></p>");
        }
        script(script);
        page.raw("</details>");
    }

    private void script(StringBuilder script) {
        if (!script.isEmpty()) {
            page.element("pre", script.toString().stripTrailing());
            script.setLength(0);
        }
    }
}
