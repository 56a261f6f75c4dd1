package lnhub.node.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lnhub.node.lab.Lab;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The constructions behind a channel, one by one. */
@Command(name = "lab", description = "Run one of the constructions that channels are made of on a private chain: told"
        + " in words and decoded scripts, drawn, and checked. Without a name, list them.")
final class LabCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "which one; without it they are listed")
    private String name;
    @Option(names = "--seed", defaultValue = "1", paramLabel = "N",
            description = "of all keys and secrets (default: ${DEFAULT-VALUE}): the same seed, the same bytes")
    private long seed;
    @Option(names = "--html", paramLabel = "FILE",
            description = "also write a page with drawings, which needs nothing but itself")
    private Path html;
    @Option(names = "--json", description = "print the checks as JSON in the last line")
    private boolean json;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            return list(out);
        }
        if (!Lab.names().contains(name)) {
            throw new ParameterException(spec.commandLine(), "there is no construction \"" + name + "\"; there are "
                    + String.join(", ", Lab.names()));
        }
        Lab lab = Lab.run(name, seed, out);
        if (html != null) {
            write(lab.html());
            out.println("The page is in " + html + ".");
        }
        if (json) {
            out.println(lab.json());
        }
        out.flush();
        return lab.held() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void write(String page) throws IOException {
        try {
            Files.writeString(html, page);
        } catch (IOException unwritable) {
            throw new IOException("the page cannot be written to " + html + " (" + unwritable.getClass().getSimpleName()
                    + ")", unwritable);
        }
    }

    private int list(PrintWriter out) {
        if (html != null || json) {
            throw new ParameterException(spec.commandLine(), "--html and --json need the NAME of a construction: "
                    + String.join(", ", Lab.names()));
        }
        Lab.list().forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }
}
