package lnhub.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies where: the top of the repository, and what its pages point to. */
class LayoutTest {
    private static final Set<String> TOP = Set.of("pom.xml", "README.md", "LICENSE", "CHANGELOG.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

    @TempDir
    Path folder;

    @Test
    void theTopHoldsTheModulesAndTheUsualFiles() throws IOException {
        assertThat(strangers(Repository.ROOT)).isEmpty();
        assertThat(TOP).allSatisfy(name -> assertThat(Repository.ROOT.resolve(name)).exists());
    }

    @Test
    void aStrangerAtTheTopIsFound() throws IOException {
        for (String name : List.of("pom.xml", ".ci", "actors", "docs", "target", "notes.txt")) {
            Files.createFile(folder.resolve(name));
        }
        Files.writeString(folder.resolve(".gitignore"), "target/\n*.log\n");
        assertThat(strangers(folder)).containsExactlyInAnyOrder("docs", "notes.txt");
    }

    @Test
    void whatThePagesPointToIsThere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            dead.addAll(deadLinks(page));
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void aLinkToNothingIsFound() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"),
                "[itself](page.md#top) [gone](gone.md) [outside](https://example.org/gone)");
        assertThat(deadLinks(page)).containsExactly("page.md: gone.md");
    }

    /** What git ignores by a plain name may lie anywhere. */
    private static List<String> strangers(Path root) throws IOException {
        Set<String> ignored = new HashSet<>();
        Files.readAllLines(root.resolve(".gitignore")).forEach(line -> ignored.add(line.replace("/", "")));
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !TOP.contains(name)
                            && !Repository.MODULES.contains(name) && !ignored.contains(name))
                    .sorted().toList();
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Repository.ROOT.resolve("README.md"),
                Repository.ROOT.resolve("CHANGELOG.md")));
        try (Stream<Path> files = Files.walk(Repository.ROOT.resolve("ops/decisions"))) {
            pages.addAll(files.filter(file -> file.toString().endsWith(".md")).toList());
        }
        return pages;
    }

    private static List<String> deadLinks(Path page) throws IOException {
        List<String> dead = new ArrayList<>();
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            String target = links.group(1);
            if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
                dead.add(page.getFileName() + ": " + target);
            }
        }
        return dead;
    }
}
