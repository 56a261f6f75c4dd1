package lnhub.node.chain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lnhub.actors.chain.ChainException;
import org.bitcoinj.base.BitcoinNetwork;

/**
 * A real bitcoind on regtest that this process starts and ends: its own data directory, loopback only, ports that were
 * free a moment ago, a cookie, no peers. It publishes hashblock and rawtx over ZMQ.
 */
public final class BitcoindProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 60;
    /** Another process can take a free port before bitcoind does. */
    private static final int PORT_ATTEMPTS = 5;
    private static final int TOLD_OF_LOG = 2_000;

    private final Process process;
    private final Path folder;
    private final int rpcPort;
    private final int zmqPort;
    private final Path log;
    /** A bitcoind must not outlive us when we are told to stop. */
    private final Thread atExit = new Thread(this::end, "stop bitcoind");

    private BitcoindProcess(Process process, Path folder, int rpcPort, int zmqPort, Path log) {
        this.process = process;
        this.folder = folder;
        this.rpcPort = rpcPort;
        this.zmqPort = zmqPort;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Returns when it answers.
     *
     * @param folder  its data directory, made when missing; what an earlier one left there is used again
     * @param options more of bitcoind's own options ("-prune=550")
     * @throws IOException when it does not start, with the end of what it printed
     */
    public static BitcoindProcess start(Path binary, Path folder, List<String> options) throws IOException {
        return start(binary, folder, options, 0);
    }

    /** @param wantedPort of its RPC interface, 0 for any: one that ended can be had again where it was */
    static BitcoindProcess start(Path binary, Path folder, List<String> options, int wantedPort) throws IOException {
        Files.createDirectories(folder);
        for (int attempt = 1; ; attempt++) {
            BitcoindProcess started = launch(binary, folder.toAbsolutePath(), options, wantedPort);
            try {
                started.awaitReady();
                return started;
            } catch (IOException failed) {
                started.kill();
                String printed = started.printed();
                if (attempt == PORT_ATTEMPTS || !printed.contains("nable to bind")) {
                    throw new IOException(failed.getMessage() + "; it printed: " + printed, failed);
                }
            }
        }
    }

    private static BitcoindProcess launch(Path binary, Path folder, List<String> options, int wantedPort)
            throws IOException {
        int rpcPort;
        int zmqPort;
        try (ServerSocket rpc = new ServerSocket(wantedPort, 1, InetAddress.getLoopbackAddress());
                ServerSocket zmq = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            rpcPort = rpc.getLocalPort();
            zmqPort = zmq.getLocalPort();
        }
        String zmqAddress = "tcp://127.0.0.1:" + zmqPort;
        List<String> command = new ArrayList<>(List.of(binary.toString(), "-regtest", "-datadir=" + folder,
                "-server", "-listen=0", "-dnsseed=0", "-fixedseeds=0", "-connect=0", "-natpmp=0", "-discover=0",
                "-rpcbind=127.0.0.1", "-rpcallowip=127.0.0.1", "-rpcport=" + rpcPort, "-rpcworkqueue=256",
                "-zmqpubhashblock=" + zmqAddress, "-zmqpubrawtx=" + zmqAddress,
                "-fallbackfee=0.0001", "-printtoconsole=1", "-nodebuglogfile"));
        command.addAll(options);
        Path log = folder.resolve("printed.log");
        Files.deleteIfExists(cookie(folder));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        return new BitcoindProcess(process, folder, rpcPort, zmqPort, log);
    }

    private static Path cookie(Path folder) {
        return folder.resolve("regtest").resolve(".cookie");
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        BitcoindConfig config = BitcoindConfig.of(rpcUrl(), BitcoindConfig.Credentials.cookie(cookieFile()),
                BitcoinNetwork.REGTEST);
        try (BitcoindRpc rpc = new BitcoindRpc(config)) {
            while (System.nanoTime() < end) {
                try {
                    rpc.call("getblockchaininfo");
                    return;
                } catch (ChainException notYet) {
                    // Also the pause between two attempts.
                    if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                        throw new IOException("bitcoind ended at once, with exit status " + process.exitValue());
                    }
                }
            }
            throw new IOException("bitcoind did not answer within " + READY_WITHIN.toSeconds() + " s");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while bitcoind was starting", stopping);
        }
    }

    private String printed() throws IOException {
        String all = Files.readString(log, StandardCharsets.UTF_8);
        return all.substring(Math.max(0, all.length() - TOLD_OF_LOG));
    }

    long pid() {
        return process.pid();
    }

    public URI rpcUrl() {
        return URI.create("http://127.0.0.1:" + rpcPort);
    }

    public Path cookieFile() {
        return cookie(folder);
    }

    /** Where it publishes hashblock and rawtx. */
    public URI zmq() {
        return URI.create("tcp://127.0.0.1:" + zmqPort);
    }

    /** As a loss of power would: nothing is written any more. */
    public void kill() {
        process.destroyForcibly();
        await(STOP_SECONDS);
        forgetAtExit();
    }

    /** Asks it to stop in order; a minute later it is killed. */
    @Override
    public void close() {
        end();
        forgetAtExit();
    }

    private void end() {
        process.destroy();
        if (!await(STOP_SECONDS)) {
            process.destroyForcibly();
        }
    }

    private void forgetAtExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            return;
        }
    }

    private boolean await(long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
