package lnhub.node.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lnhub.node.NodeFile;
import lnhub.node.RunningNode;
import lnhub.node.cluster.Await;
import lnhub.node.cluster.Folders;

/** Starts the chain and the nodes, has the story told, reports, and cleans up. */
public final class Demo {
    /** For what takes a moment when all is well, on a machine with much else to do. */
    private static final long PATIENCE_SECONDS = 60;
    private static final long LEAVE_SECONDS = 60;

    private final RunningNode.Starter nodes;
    private final DemoChain.Starter chains;
    private final Class<?> main;
    private final PrintWriter out;
    private final CountDownLatch leave = new CountDownLatch(1);
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();
    private volatile boolean staying;

    /** @param main the command line's class, run again for the hub's own process */
    public Demo(RunningNode.Starter nodes, DemoChain.Starter chains, Class<?> main, PrintWriter out) {
        this.nodes = nodes;
        this.chains = chains;
        this.main = main;
        this.out = out;
    }

    /** @return whether everything held. @throws Exception when the story could not be told to its end */
    public boolean run(DemoOptions options) throws Exception {
        return run(options, Optional.empty());
    }

    /** @param cluster of the hub's processes, if it is to be one */
    public boolean run(DemoOptions options, Optional<DemoCluster> cluster) throws Exception {
        Path folder = Files.createTempDirectory("hub-demo-");
        Story story = new Story(out, Story.onTerminal());
        story.say("A private chain and four nodes: alice, the hub in the middle" + cluster.map(wanted ->
                ", on " + wanted.processes() + " processes and PostgreSQL,").orElse(",") + " bob and carol.");
        boolean held = false;
        try (DemoChain chain = chains.start(folder);
                DemoNetwork network = DemoNetwork.start(nodes, chain, main, folder, cluster)) {
            // Also when the user ends it with Ctrl-C: no node must be left behind.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> signalled(network), "close-demo"));
            Report report = new Tale(story, network, chain, options, new Await(PATIENCE_SECONDS)).tell();
            held = report.held();
            conclude(story, report, options);
            if (options.stay()) {
                tellWhoStays(story, network, chain, options);
                staying = true;
                leave.await();
            }
        } finally {
            if (held) {
                Folders.delete(folder);
            } else {
                story.say("The nodes' data and logs are kept in " + folder);
            }
            left.complete(held);
        }
        return held;
    }

    /**
     * The signal that nodes stay up for is no failure: they are closed in order, and the exit status is that of the
     * story. Any other one ends the story, and the nodes with it.
     */
    private void signalled(DemoNetwork network) {
        if (!staying) {
            network.close();
            return;
        }
        leave.countDown();
        try {
            boolean held = left.get(LEAVE_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(held ? 0 : 1);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            network.close();
        }
    }

    private static void conclude(Story story, Report report, DemoOptions options) {
        story.say("");
        report.lines().forEach(story::say);
        report.wrong().forEach(wrong -> story.say("WRONG: " + wrong));
        if (options.json()) {
            story.say(report.json());
        }
    }

    private static void tellWhoStays(Story story, DemoNetwork network, DemoChain chain, DemoOptions options) {
        if (options.json()) {
            story.say(nodesJson(network));
        } else {
            story.say("");
            story.say("The nodes stay up until SIGTERM or Ctrl-C. Talk to one with: hub getinfo --rpcserver RPC");
            for (DemoNode node : network.nodes()) {
                story.say("   " + node.alias() + " " + node.nodeId() + " " + node.address() + " RPC "
                        + NodeFile.text(node.grpc()));
            }
            story.say("   chain " + chain.rpcUrl() + " cookie " + chain.cookieFile());
        }
    }

    private static String nodesJson(DemoNetwork network) {
        return "{\"nodes\":[" + String.join(",", network.nodes().stream().map(node ->
                "{\"alias\":\"" + node.alias() + "\",\"nodeId\":\"" + node.nodeId() + "\",\"address\":\""
                        + node.address() + "\",\"rpc\":\"" + NodeFile.text(node.grpc()) + "\"}").toList()) + "]}";
    }
}
