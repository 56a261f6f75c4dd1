package lnhub.node.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import lnhub.node.cluster.HubProcess;

/** The private chain of the demonstration: mined on command, and shared with the nodes over JSON-RPC. */
public interface DemoChain extends AutoCloseable {

    /** Where nodes ask it. */
    URI rpcUrl();

    /** The file with user and password for {@link #rpcUrl}. */
    Path cookieFile();

    /** Where it publishes hashblock and rawtx over ZMQ, if it does. */
    default Optional<URI> zmq() {
        return Optional.empty();
    }

    /** Where a node finds it, as settings under {@code hub}. */
    default String settings() {
        String zmq = HubProcess.quoted(zmq().map(URI::toString).orElse(""));
        return "chain { rpc-url = " + HubProcess.quoted(rpcUrl()) + ", cookie-file = "
                + HubProcess.quoted(cookieFile()) + ", zmq-block = " + zmq + ", zmq-tx = " + zmq + " }";
    }

    /** Mines blocks with all of the mempool, whose reward goes to an address. */
    Mined mine(int blocks, String address) throws IOException;

    @Override
    void close() throws IOException;

    /** @param rewardSat all that the coinbases pay. @param feesSat how much of it is fees. @param height of the last */
    record Mined(long rewardSat, long feesSat, int height) {
    }

    /** Starts an empty chain. */
    @FunctionalInterface
    interface Starter {
        /** @param folder for its files */
        DemoChain start(Path folder) throws IOException;
    }
}
