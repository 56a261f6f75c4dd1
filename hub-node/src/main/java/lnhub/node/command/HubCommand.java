package lnhub.node.command;

import java.io.IOException;
import java.io.PrintWriter;
import lnhub.node.RunningNode;
import lnhub.node.demo.DemoChain;
import lnhub.ops.command.Verbs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit status 0: done; 1: it failed; 2: the command line was wrong. */
@Command(name = "hub", description = "A Lightning routing hub: run one, try one out, or talk to one that runs.",
        synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n")
public final class HubCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    private HubCommand() {
    }

    /** @param chains for the demonstration. @param bitcoinds for the demonstration on a real bitcoind */
    public static CommandLine commandLine(
            RunningNode.Starter nodes, DemoChain.Starter chains, DemoChain.Starter bitcoinds) {
        CommandLine hub = new CommandLine(new HubCommand())
                .addSubcommand(new StartCommand(nodes))
                .addSubcommand(new DemoCommand(nodes, chains, bitcoinds))
                .addSubcommand(new ClusterCommand(nodes, chains))
                .addSubcommand(new LabCommand());
        Verbs.all().forEach(hub::addSubcommand);
        return hub.setExecutionExceptionHandler(HubCommand::failed);
    }

    /** One line for what the user can mend; everything for what only we can. */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof IllegalArgumentException || e instanceof IOException) {
            err.println(e.getMessage());
        } else {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
