package lnhub.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LabCommandTest {
    private static final String NAMES = "micropayment, rsmc, breach, htlc, timelock-order, close, swap";

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine hub = HubCommand.commandLine(null, null, null);
        return hub.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    @Test
    void withoutANameTheConstructionsAreListed() {
        assertThat(run("lab")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).extracting(line -> line.split(" ")[0]).containsExactly(NAMES.split(", "));
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isBetween(40, 100));
    }

    @Test
    void wrongCommandLinesSayWhatIsAllowed() {
        assertThat(run("lab", "lottery")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no construction \"lottery\"; there are " + NAMES);
        assertThat(run("lab", "--json")).isEqualTo(2);
        assertThat(err.toString()).contains("--html and --json need the NAME of a construction: " + NAMES);
        assertThat(run("lab", "swap", "--seed", "x")).isEqualTo(2);
        assertThat(run("lab", "--help")).isZero();
        assertThat(out.toString()).contains("--seed", "--html", "--json");
    }

    @Test
    void tellsWritesThePageAndEndsWithJson() throws IOException {
        Path page = folder.resolve("swap.html");
        assertThat(run("lab", "swap", "--seed", "7", "--html", page.toString(), "--json")).isZero();
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("--seed 7");
        assertThat(out.toString().lines().toList().getLast())
                .startsWith("{\"construction\":\"swap\",\"seed\":7,\"held\":true,\"checks\":[{");
    }

    @Test
    void aPageThatCannotBeWrittenIsOneLine() {
        Path missing = folder.resolve("missing").resolve("x.html");
        assertThat(run("lab", "swap", "--html", missing.toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString()
                .contains("the page cannot be written to " + missing);
    }
}
