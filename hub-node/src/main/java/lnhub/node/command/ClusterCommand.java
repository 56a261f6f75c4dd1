package lnhub.node.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import lnhub.node.NodeFile;
import lnhub.node.RunningNode;
import lnhub.node.cluster.Folders;
import lnhub.node.cluster.LocalCluster;
import lnhub.node.demo.Demo;
import lnhub.node.demo.DemoChain;
import lnhub.node.demo.DemoCluster;
import lnhub.node.demo.DemoOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One node identity on several processes of this machine. */
@Command(name = "cluster", description = "Run one hub on several processes of this machine, on PostgreSQL and a private"
        + " chain, until SIGTERM; or tell the demonstration's story on it.")
final class ClusterCommand implements Callable<Integer> {
    private final RunningNode.Starter starter;
    private final DemoChain.Starter chains;

    @Spec
    private CommandSpec spec;
    @Option(names = "--nodes", defaultValue = "3", paramLabel = "N",
            description = "processes of the hub (default: ${DEFAULT-VALUE})")
    private int processes;
    @ArgGroup(exclusive = false)
    private Server server;
    @Option(names = "--demo", description = "tell the story of \"hub demo\" on it, and end")
    private boolean demo;
    @Option(names = "--payments", defaultValue = "5000", paramLabel = "N",
            description = "payments in the story's flood (default: ${DEFAULT-VALUE})")
    private int payments;
    @Option(names = "--in-flight", defaultValue = "200", paramLabel = "N",
            description = "how many of them at a time (default: ${DEFAULT-VALUE})")
    private int inFlight;
    @Option(names = "--json", description = "print where everything listens, or the story's figures, as JSON in the"
            + " last line")
    private boolean json;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    /** A PostgreSQL that is there already. */
    private static final class Server {
        @Option(names = "--jdbc", required = true, paramLabel = "URL",
                description = "a PostgreSQL database, jdbc:postgresql://host:port/name; without it one is started")
        private String url;
        @Option(names = "--db-user", defaultValue = "postgres", paramLabel = "NAME",
                description = "its user (default: ${DEFAULT-VALUE}); the password is taken from HUB_JOURNAL_PASSWORD")
        private String user;
    }

    ClusterCommand(RunningNode.Starter starter, DemoChain.Starter chains) {
        this.starter = starter;
        this.chains = chains;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        DemoCluster cluster = cluster();
        if (demo) {
            return new Demo(starter, chains, Hub.class, out).run(options(), Optional.of(cluster))
                    ? ExitCode.OK : ExitCode.SOFTWARE;
        }
        return stay(cluster, out);
    }

    private DemoCluster cluster() {
        try {
            return new DemoCluster(processes, Optional.ofNullable(server).map(given -> new LocalCluster.Database(
                    given.url, given.user, Optional.ofNullable(System.getenv("HUB_JOURNAL_PASSWORD")).orElse(""))));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(payments, inFlight, 1_000, 1, json, false);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private int stay(DemoCluster wanted, PrintWriter out) throws IOException, InterruptedException {
        CountDownLatch leave = new CountDownLatch(1);
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        // Before anything is started, so that no process is ever left behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            leave.countDown();
            if (left.join()) {
                // The signal that it stays up for is no failure.
                Runtime.getRuntime().halt(ExitCode.OK);
            }
        }, "close-cluster"));
        try {
            Path folder = Files.createTempDirectory("hub-cluster-");
            out.println("Starting " + wanted.processes() + " processes; their data and logs are in " + folder + ".");
            out.flush();
            run(wanted, folder, out, leave);
            Folders.delete(folder);
            left.complete(true);
            return ExitCode.OK;
        } finally {
            left.complete(false);
        }
    }

    private void run(DemoCluster wanted, Path folder, PrintWriter out, CountDownLatch leave)
            throws IOException, InterruptedException {
        try (DemoChain chain = chains.start(folder); LocalCluster cluster = LocalCluster.start(Hub.class,
                wanted.processes(), folder, new LocalCluster.Settings(chain.settings(), "", List.of("-Xmx1g")),
                wanted.database())) {
            tell(cluster, chain, out);
            leave.await();
        }
    }

    private void tell(LocalCluster cluster, DemoChain chain, PrintWriter out) {
        NodeFile first = cluster.running().getFirst();
        if (json) {
            out.println("{\"nodeId\":\"" + first.nodeId() + "\",\"address\":\"" + NodeFile.text(cluster.address())
                    + "\",\"chain\":\"" + chain.rpcUrl() + "\",\"processes\":[" + String.join(",", cluster.running()
                    .stream().map(file -> "{\"pid\":" + file.pid() + ",\"address\":\"" + NodeFile.text(file.lightning())
                            + "\",\"rpc\":\"" + NodeFile.text(file.grpc()) + "\"}").toList()) + "]}");
        } else {
            out.println("The hub " + first.nodeId() + " listens on " + NodeFile.text(cluster.address())
                    + ", in front of " + cluster.running().size() + " processes:");
            cluster.running().forEach(file -> out.println("   process " + file.pid() + ", peers "
                    + NodeFile.text(file.lightning()) + ", RPC " + NodeFile.text(file.grpc())));
            out.println("   chain " + chain.rpcUrl() + " cookie " + chain.cookieFile());
            out.println("It stays up until SIGTERM or Ctrl-C. Talk to it with: hub getinfo --rpcserver RPC");
        }
        out.flush();
    }
}
