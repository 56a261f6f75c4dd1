package lnhub.node.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import lnhub.node.NodeConfig;
import lnhub.node.NodeFile;
import lnhub.node.RunningNode;
import lnhub.node.cluster.HubProcess;
import lnhub.node.cluster.LocalCluster;
import lnhub.ops.command.NodeClient;

/** The four nodes: alice, bob and carol in this process, the hub in its own, or in several. */
final class DemoNetwork implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 15;
    private static final List<String> HUB_OPTIONS = List.of("-Xmx1g");

    private final List<RunningNode> here = new ArrayList<>();
    private final List<DemoNode> nodes = new ArrayList<>();
    private final List<DemoNode> hubProcesses = new ArrayList<>();
    private AutoCloseable hub;
    private boolean closed;

    private DemoNetwork() {
    }

    /** Nodes that run already, and that somebody else stops. The second one is the hub. */
    static DemoNetwork of(List<DemoNode> running) {
        DemoNetwork network = new DemoNetwork();
        network.nodes.addAll(running);
        network.hubProcesses.add(running.get(1));
        return network;
    }

    /**
     * @param main      the command line's class, which the hub's processes run
     * @param processes of the hub: none for a hub alone, on H2; else a cluster of so many, on PostgreSQL
     */
    static DemoNetwork start(RunningNode.Starter starter, DemoChain chain, Class<?> main, Path folder,
            Optional<DemoCluster> processes) throws IOException, InterruptedException {
        DemoNetwork network = new DemoNetwork();
        try {
            List<CompletableFuture<? extends RunningNode>> starting = new ArrayList<>();
            for (String alias : List.of("alice", "bob", "carol")) {
                Path file = HubProcess.configure(alias, folder.resolve(alias), chain.settings());
                starting.add(starter.start(NodeConfig.read(file)).toCompletableFuture());
            }
            network.addHere("alice", starting.get(0));
            if (processes.isPresent()) {
                network.addCluster(processes.get(), chain, main, folder);
            } else {
                network.addHub(chain, main, folder.resolve("hub"));
            }
            network.addHere("bob", starting.get(1));
            network.addHere("carol", starting.get(2));
            return network;
        } catch (IOException | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void addHub(DemoChain chain, Class<?> main, Path folder) throws IOException, InterruptedException {
        Path config = HubProcess.configure("hub", folder, chain.settings());
        HubProcess process = HubProcess.start(main, config, folder, HUB_OPTIONS);
        hub = process;
        hubNode(process.await().lightning(), List.of(process.await()));
    }

    private void addCluster(DemoCluster wanted, DemoChain chain, Class<?> main, Path folder)
            throws IOException, InterruptedException {
        LocalCluster cluster = LocalCluster.start(main, wanted.processes(), folder,
                new LocalCluster.Settings(chain.settings(), "", HUB_OPTIONS), wanted.database());
        hub = cluster;
        hubNode(cluster.address(), cluster.running());
    }

    /** @param address that peers dial. @param processes each with its API, the first of which stands for the hub */
    private void hubNode(InetSocketAddress address, List<NodeFile> processes) {
        for (NodeFile file : processes) {
            hubProcesses.add(new DemoNode("hub", file.nodeId(), address, file.grpc(), new NodeClient(file.grpc())));
        }
        nodes.add(hubProcesses.getFirst());
    }

    /** The hub as each of its processes shows it. */
    List<DemoNode> hubProcesses() {
        return List.copyOf(hubProcesses);
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
        hubProcesses.stream().skip(1).forEach(node -> node.client().close());
        CompletableFuture<?>[] stopping = here.stream().map(node -> node.stop().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            if (hub != null) {
                hub.close();
            }
            CompletableFuture.allOf(stopping).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("not every node stopped in order: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("the hub did not stop in order: " + e);
        }
    }
}
