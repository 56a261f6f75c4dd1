package lnhub.node.lab;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes what happens, as it happens, in lines of at most {@value #WIDTH} columns. */
final class Story {
    static final int WIDTH = 100;
    private static final String INDENT = "     ";
    /** Where the texts of a transaction begin, after what they are about. */
    private static final int COLUMN = 11;
    private static final Pattern IN_BRACKETS = Pattern.compile("<[^>]*>");
    /** Stands for a space that no line may be broken at. */
    private static final String GLUE = "\u00a0";

    private final PrintWriter out;
    private int chapter;
    private boolean afterTransaction;

    Story(PrintWriter out) {
        this.out = out;
    }

    void title(String text) {
        line(text);
        line("=".repeat(text.length()));
    }

    void chapter(String title) {
        chapter++;
        line("");
        String text = chapter + ". " + title;
        line(text);
        line("-".repeat(Math.min(WIDTH, text.length())));
    }

    void paragraph(String text) {
        afterTransaction = false;
        line("");
        wrap(text, "", "").forEach(this::line);
    }

    void happened(String when, String what) {
        apart();
        String head = "  " + when + " | ";
        wrap(what, head, " ".repeat(head.length() - 2) + "| ").forEach(this::line);
    }

    void transaction(LabTransaction transaction, Names names) {
        line("");
        afterTransaction = true;
        String head = "  -- " + transaction.name() + " ";
        String tail = " txid " + transaction.shownTxid().substring(0, 16) + "... --";
        line(head + "-".repeat(Math.max(2, WIDTH - head.length() - tail.length())) + tail);
        for (TransactionText.Line text : TransactionText.of(transaction, names)) {
            int leading = text.text().length() - text.text().stripLeading().length();
            String first = String.format("%s%-" + COLUMN + "s%s", INDENT, text.label(), " ".repeat(leading));
            String next = INDENT + " ".repeat(COLUMN + leading + (text.isScript() ? 2 : 0));
            wrap(text.text().stripLeading(), first, next).forEach(this::line);
        }
    }

    void oneOfMany(LabTransaction transaction) {
        apart();
        line("     " + TransactionText.line(transaction));
    }

    void check(Check check) {
        apart();
        wrap(check.what(), "  " + (check.held() ? "ok      " : "FAILED  "), " ".repeat(10)).forEach(this::line);
    }

    /** What happens stands apart from the transaction before it. */
    private void apart() {
        if (afterTransaction) {
            line("");
            afterTransaction = false;
        }
    }

    void line(String text) {
        out.println(text.stripTrailing());
        out.flush();
    }

    /** Breaks at spaces, but not within {@code <...>}. @param first before the first line @param next before others */
    static List<String> wrap(String text, String first, String next) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        String glued = IN_BRACKETS.matcher(text).replaceAll(found ->
                Matcher.quoteReplacement(found.group().replace(" ", GLUE)));
        for (String word : glued.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString().replace(GLUE, " "));
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString().replace(GLUE, " "));
        return lines;
    }
}
