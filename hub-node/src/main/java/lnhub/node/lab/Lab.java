package lnhub.node.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** One run of one construction. */
public final class Lab {
    private final Construction construction;
    private final long seed;
    private final Story story;
    private final List<Scenario> scenarios = new ArrayList<>();

    private Lab(Construction construction, long seed, PrintWriter out) {
        this.construction = construction;
        this.seed = seed;
        this.story = new Story(out);
    }

    /** The names that {@link #run} takes, each with a line about it. */
    public static List<String> list() {
        return Construction.all().stream().map(each -> String.format("%-16s%s", each.name(), each.summary())).toList();
    }

    /** The names that {@link #run} takes. */
    public static List<String> names() {
        return Construction.all().stream().map(Construction::name).toList();
    }

    /**
     * Runs a construction and tells it.
     *
     * @param seed of all keys and secrets
     * @throws IllegalArgumentException when there is no such construction
     */
    public static Lab run(String name, long seed, PrintWriter out) {
        Construction construction = Construction.all().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no construction \"" + name
                        + "\"; there are " + String.join(", ", names())));
        return run(construction, seed, out);
    }

    static Lab run(Construction construction, long seed, PrintWriter out) {
        Lab lab = new Lab(construction, seed, out);
        lab.story.title(construction.name() + ": " + construction.summary());
        lab.story.paragraph(construction.introduction());
        lab.story.paragraph("All keys and secrets follow from --seed " + seed + ". Heights are block heights; a private"
                + " chain validates everything with a real script engine.");
        construction.run(lab);
        lab.verdict();
        return lab;
    }

    private void verdict() {
        long failed = checks().stream().filter(check -> !check.held()).count();
        story.line("");
        story.line(failed == 0 ? "All " + checks().size() + " checks held."
                : failed + " of " + checks().size() + " checks FAILED.");
    }

    Scenario scenario(String title, String... chains) {
        Scenario scenario = new Scenario(title, seed, story,
                chains.length == 0 ? List.of("chain") : List.of(chains));
        scenarios.add(scenario);
        return scenario;
    }

    Party party(String name) {
        return new Party(name, seed);
    }

    Construction construction() {
        return construction;
    }

    long seed() {
        return seed;
    }

    List<Scenario> scenarios() {
        return List.copyOf(scenarios);
    }

    List<Check> checks() {
        return scenarios.stream().flatMap(scenario -> scenario.checks().stream()).toList();
    }

    /** Whether everything that must be true was. */
    public boolean held() {
        return checks().stream().allMatch(Check::held);
    }

    /** A page that needs nothing but itself. */
    public String html() {
        return new Page(this).html();
    }

    /** The checks on one line of JSON. */
    public String json() {
        ObjectNode root = new ObjectMapper().createObjectNode()
                .put("construction", construction.name()).put("seed", seed).put("held", held());
        ArrayNode checks = root.putArray("checks");
        for (Scenario scenario : scenarios) {
            for (Check check : scenario.checks()) {
                checks.addObject().put("scenario", scenario.title()).put("check", check.what())
                        .put("held", check.held());
            }
        }
        try {
            return new ObjectMapper().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts cannot fail to be written", e);
        }
    }
}
