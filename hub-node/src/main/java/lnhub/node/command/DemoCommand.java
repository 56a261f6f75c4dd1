package lnhub.node.command;

import java.util.concurrent.Callable;
import lnhub.node.RunningNode;
import lnhub.node.demo.Demo;
import lnhub.node.demo.DemoChain;
import lnhub.node.demo.DemoOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole story on a private chain. */
@Command(name = "demo", description = "Run a hub between alice, bob and carol on a private chain, send a flood of"
        + " payments through it, close everything, and prove that no millisatoshi was lost.")
final class DemoCommand implements Callable<Integer> {
    private final RunningNode.Starter nodes;
    private final DemoChain.Starter chains;
    private final DemoChain.Starter bitcoinds;

    @Spec
    private CommandSpec spec;
    @Option(names = "--payments", defaultValue = "5000", paramLabel = "N",
            description = "payments in the flood (default: ${DEFAULT-VALUE})")
    private int payments;
    @Option(names = "--in-flight", defaultValue = "200", paramLabel = "N",
            description = "how many of them at a time (default: ${DEFAULT-VALUE})")
    private int inFlight;
    @Option(names = "--amount-sat", defaultValue = "1000", paramLabel = "SAT",
            description = "amount of each (default: ${DEFAULT-VALUE})")
    private long amountSat;
    @Option(names = "--seed", defaultValue = "1", paramLabel = "N",
            description = "which payments are made to fail (default: ${DEFAULT-VALUE})")
    private long seed;
    @Option(names = "--json", description = "print the figures as JSON in the last line")
    private boolean json;
    @Option(names = "--bitcoind", description = "on a real bitcoind that the demonstration starts itself, instead of"
            + " the embedded chain; ops/bin/install-bitcoind gets one")
    private boolean bitcoind;
    @Option(names = "--stay", description = "leave the nodes up until SIGTERM")
    private boolean stay;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    DemoCommand(RunningNode.Starter nodes, DemoChain.Starter chains, DemoChain.Starter bitcoinds) {
        this.nodes = nodes;
        this.chains = chains;
        this.bitcoinds = bitcoinds;
    }

    @Override
    public Integer call() throws Exception {
        return new Demo(nodes, bitcoind ? bitcoinds : chains, Hub.class, spec.commandLine().getOut()).run(options())
                ? 0 : 1;
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(payments, inFlight, amountSat, seed, json, stay);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
