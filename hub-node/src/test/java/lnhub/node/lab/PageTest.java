package lnhub.node.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page and its drawings. */
class PageTest {
    static List<String> names() {
        return Lab.names();
    }

    private static Lab run(String name) {
        return Lab.run(name, 1, new PrintWriter(new StringWriter()));
    }

    private static Document parse(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList found = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    @ParameterizedTest
    @MethodSource("names")
    void holdsEveryTransactionAndCheck(String name) throws Exception {
        Lab lab = run(name);
        Document page = parse(lab.html());
        String text = page.getDocumentElement().getTextContent();
        for (Scenario scenario : lab.scenarios()) {
            assertThat(text).contains(scenario.title());
            scenario.transactions().forEach(transaction ->
                    assertThat(text).contains(transaction.name(), transaction.shownTxid()));
            scenario.checks().forEach(check -> assertThat(text).contains(check.what()));
        }
        assertThat(text).contains("OP_CHECK", "All " + lab.checks().size() + " checks held.");
    }

    @ParameterizedTest
    @MethodSource("names")
    void drawsABoxForEachTransactionOrStackAndALineForEachSpend(String name) throws Exception {
        Lab lab = run(name);
        Document page = parse(lab.html());
        List<Element> drawings = elements(page, "svg");
        assertThat(drawings).hasSize(2 * lab.scenarios().size());
        for (int i = 0; i < lab.scenarios().size(); i++) {
            List<LabTransaction> transactions = lab.scenarios().get(i).transactions();
            List<List<LabTransaction>> groups = Drawing.groups(transactions);
            assertThat(drawings.get(2 * i).getElementsByTagName("a").getLength()).isEqualTo(groups.size());
            long spends = groups.stream().map(List::getFirst).flatMap(first -> first.spent().stream())
                    .filter(output -> transactions.stream().anyMatch(each -> each.outputs().contains(output))).count();
            assertThat(paths(drawings.get(2 * i), "wire")).isEqualTo(spends);
            assertThat(paths(drawings.get(2 * i), "head")).isEqualTo(spends);
        }
    }

    private static long paths(Element drawing, String style) {
        NodeList paths = drawing.getElementsByTagName("path");
        long count = 0;
        for (int i = 0; i < paths.getLength(); i++) {
            count += List.of(((Element) paths.item(i)).getAttribute("class").split(" ")).contains(style) ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @MethodSource("names")
    void nothingIsDrawnOutsideOfADrawing(String name) throws Exception {
        for (Element drawing : elements(parse(run(name).html()), "svg")) {
            String[] view = drawing.getAttribute("viewBox").split(" ");
            NodeList shapes = drawing.getElementsByTagName("rect");
            for (int i = 0; i < shapes.getLength(); i++) {
                Element shape = (Element) shapes.item(i);
                double right = number(shape, "x") + number(shape, "width");
                double bottom = number(shape, "y") + number(shape, "height");
                assertThat(number(shape, "x")).isNotNegative();
                assertThat(right).isLessThanOrEqualTo(Double.parseDouble(view[2]));
                assertThat(bottom).isLessThanOrEqualTo(Double.parseDouble(view[3]));
            }
        }
    }

    private static double number(Element shape, String attribute) {
        return Double.parseDouble(shape.getAttribute(attribute));
    }

    @ParameterizedTest
    @MethodSource("names")
    void needsNothingButItself(String name) throws Exception {
        String html = run(name).html();
        assertThat(html.toLowerCase(Locale.ROOT)).doesNotContain("http:", "https:", "src=", "url(", "@import", "<link",
                "<script", "<iframe", "data:");
        Document page = parse(html);
        List<String> ids = elements(page, "details").stream().map(each -> each.getAttribute("id")).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(elements(page, "a")).isNotEmpty().allSatisfy(link ->
                assertThat(ids).contains(link.getAttribute("href").replaceFirst("^#", "")));
        assertThat(html).contains("prefers-color-scheme: dark", "width=device-width");
    }
}
