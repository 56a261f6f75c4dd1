package lnhub.node.demo;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lnhub.node.NodeConfig;
import lnhub.node.NodeFile;
import lnhub.node.RunningNode;
import lnhub.ops.command.NodeClient;

/** The four nodes: alice, bob and carol in this process, the hub in its own. */
final class DemoNetwork implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 15;

    private final List<RunningNode> here = new ArrayList<>();
    private final List<DemoNode> nodes = new ArrayList<>();
    private HubProcess hubProcess;
    private boolean closed;

    private DemoNetwork() {
    }

    /** Nodes that run already, and that somebody else stops. */
    static DemoNetwork of(List<DemoNode> running) {
        DemoNetwork network = new DemoNetwork();
        network.nodes.addAll(running);
        return network;
    }

    /** @param main the command line's class, which the hub's process runs */
    static DemoNetwork start(RunningNode.Starter starter, DemoChain chain, Class<?> main, Path folder)
            throws IOException, InterruptedException {
        DemoNetwork network = new DemoNetwork();
        try {
            Path hub = folder.resolve("hub");
            network.hubProcess = HubProcess.start(main, configure("hub", hub, chain), hub);
            List<CompletableFuture<? extends RunningNode>> starting = new ArrayList<>();
            for (String alias : List.of("alice", "bob", "carol")) {
                Path file = configure(alias, folder.resolve(alias), chain);
                starting.add(starter.start(NodeConfig.read(file)).toCompletableFuture());
            }
            network.addHere("alice", starting.get(0));
            NodeFile file = network.hubProcess.await(hub);
            network.nodes.add(new DemoNode("hub", file.nodeId(), file.lightning(), file.grpc(),
                    new NodeClient(file.grpc())));
            network.addHere("bob", starting.get(1));
            network.addHere("carol", starting.get(2));
            return network;
        } catch (IOException | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Writes a node's configuration file: all defaults but for names, places and ports. */
    private static Path configure(String alias, Path folder, DemoChain chain) throws IOException {
        Files.createDirectories(folder);
        String zmq = quoted(chain.zmq().map(URI::toString).orElse(""));
        String text = """
                hub {
                  network = regtest
                  alias = %s
                  data-folder = %s
                  listen { host = "127.0.0.1", port = 0 }
                  rpc { host = "127.0.0.1", port = 0 }
                  chain { rpc-url = %s, cookie-file = %s, zmq-block = %s, zmq-tx = %s }
                }
                """.formatted(quoted(alias), quoted(folder), quoted(chain.rpcUrl()), quoted(chain.cookieFile()),
                zmq, zmq);
        return Files.writeString(folder.resolve("node.conf"), text);
    }

    private static String quoted(Object value) {
        return ConfigUtil.quoteString(value.toString());
    }

    private void addHere(String alias, CompletableFuture<? extends RunningNode> starting)
            throws IOException, InterruptedException {
        try {
            RunningNode node = starting.get(START_SECONDS, TimeUnit.SECONDS);
            here.add(node);
            nodes.add(new DemoNode(alias, node.nodeId(), node.lightningAddress(), node.grpcAddress(),
                    new NodeClient(node.grpcAddress())));
        } catch (ExecutionException e) {
            throw new IOException(alias + " did not start: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(alias + " has not started within " + START_SECONDS + " s", e);
        }
    }

    /** alice, hub, bob, carol. */
    List<DemoNode> nodes() {
        return List.copyOf(nodes);
    }

    DemoNode node(String alias) {
        return nodes.stream().filter(node -> node.alias().equals(alias)).findFirst().orElseThrow();
    }

    /** Stops them all; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        nodes.forEach(node -> node.client().close());
        CompletableFuture<?>[] stopping = here.stream().map(node -> node.stop().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        if (hubProcess != null) {
            hubProcess.close();
        }
        try {
            CompletableFuture.allOf(stopping).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("not every node stopped in order: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
