package lnhub.node.command;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lnhub.node.NodeConfig;
import lnhub.node.NodeFile;
import lnhub.node.RunningNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Runs one node until SIGTERM, or until somebody stops it over the API. */
@Command(name = "start", description = "Run a node until SIGTERM.")
final class StartCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);
    private static final long STOP_SECONDS = 10;

    private final RunningNode.Starter nodes;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "the node's settings, in HOCON")
    private Path file;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    StartCommand(RunningNode.Starter nodes) {
        this.nodes = nodes;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config config = NodeConfig.read(file);
        Path folder = NodeConfig.of(config).dataFolder();
        Files.createDirectories(folder);
        NodeFile.delete(folder);
        RunningNode node;
        try {
            node = nodes.start(config).toCompletableFuture().get();
        } catch (ExecutionException e) {
            LOG.error("The node did not start", e.getCause());
            return ExitCode.SOFTWARE;
        }
        var exit = new CompletableFuture<Integer>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnSignal(node, exit), "stop"));
        new NodeFile(node.nodeId(), node.lightningAddress(), node.grpcAddress(), ProcessHandle.current().pid())
                .write(folder);
        LOG.info("Node {} listens on {}, its API on {}", node.nodeId(), NodeFile.text(node.lightningAddress()),
                NodeFile.text(node.grpcAddress()));
        int status = await(node);
        NodeFile.delete(folder);
        exit.complete(status);
        return status;
    }

    private static int await(RunningNode node) throws InterruptedException {
        try {
            node.terminated().toCompletableFuture().get();
            return ExitCode.OK;
        } catch (ExecutionException e) {
            LOG.error("The node stopped because of an error", e.getCause());
            return ExitCode.SOFTWARE;
        }
    }

    /** Keeps the JVM, which is going down, alive until the node has stopped in order. */
    private static void stopOnSignal(RunningNode node, CompletableFuture<Integer> exit) {
        if (exit.isDone()) {
            return;
        }
        node.stop();
        try {
            exit.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.error("The node has not stopped within {} s: it is left to recover from its journal", STOP_SECONDS);
        } catch (ExecutionException e) {
            LOG.error("The node did not stop in order", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
