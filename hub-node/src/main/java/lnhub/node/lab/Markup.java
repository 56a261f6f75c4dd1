package lnhub.node.lab;

import java.util.Locale;

/** Puts text into HTML and SVG, well-formed as XML. */
final class Markup {
    private final StringBuilder text = new StringBuilder();

    static String escape(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    Markup raw(String markup) {
        text.append(markup).append('\n');
        return this;
    }

    /** An element that holds text. @param start without its angle brackets, for example {@code p class="note"} */
    Markup element(String start, String content) {
        text.append('<').append(start).append('>').append(escape(content)).append("</")
                .append(start.split(" ", 2)[0]).append(">\n");
        return this;
    }

    /** Text in a drawing. @param style one of the classes of {@link Page} */
    Markup label(double x, double y, String style, String content) {
        return element(String.format(Locale.ROOT, "text x=\"%.1f\" y=\"%.1f\" class=\"%s\"", x, y, style), content);
    }

    Markup rectangle(double x, double y, double width, double height, String style) {
        return raw(String.format(Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>",
                x, y, width, height, style));
    }

    Markup path(String style, String format, Object... values) {
        return raw("<path class=\"" + style + "\" d=\"" + String.format(Locale.ROOT, format, values) + "\"/>");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
