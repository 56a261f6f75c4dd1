package lnhub.node.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bitcoinj.base.BitcoinNetwork;
import org.junit.jupiter.api.Assumptions;

/** A real bitcoind of the test's own, with its data under the build folder. */
final class RealBitcoind implements AutoCloseable {
    final Path folder;
    private final Path binary;
    private final List<String> options;
    private BitcoindProcess process;

    private RealBitcoind(Path binary, Path folder, List<String> options) throws IOException {
        this.binary = binary;
        this.folder = folder;
        this.options = options;
        this.process = BitcoindProcess.start(binary, folder, options);
    }

    /** Skips the test, saying so, when there is no bitcoind. */
    static RealBitcoind start(String... options) throws IOException {
        Optional<Path> binary = BitcoindBinary.find();
        if (binary.isEmpty()) {
            // The build's output does not show why a test was skipped, and this must not pass unnoticed.
            System.err.println("SKIPPED: " + BitcoindBinary.HOW_TO_GET_ONE);
        }
        Assumptions.assumeTrue(binary.isPresent(), BitcoindBinary.HOW_TO_GET_ONE);
        Path build = Files.createDirectories(Path.of("target", "bitcoind").toAbsolutePath());
        return new RealBitcoind(binary.orElseThrow(), Files.createTempDirectory(build, "regtest-"), List.of(options));
    }

    BitcoindProcess process() {
        return process;
    }

    void stop() {
        process.close();
    }

    void startAgain() throws IOException {
        process = BitcoindProcess.start(binary, folder, options);
    }

    /**
     * Loses power: what was only in its memory, like the mempool, is gone. Not its last blocks, which it would lose too
     * and get again from its peers: here it has none.
     */
    void crash() throws InterruptedException {
        try (BitcoindRpc rpc = new BitcoindRpc(config())) {
            rpc.call("gettxoutsetinfo"); // flushes the chain's state first
        }
        process.kill();
    }

    /** At the same port. */
    void startWhereItWas() throws IOException {
        process = BitcoindProcess.start(binary, folder, options, process.rpcUrl().getPort());
    }

    /** It answers nothing, and accepts connections all the same. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill " + signal + " ended with " + kill.exitValue());
        }
    }

    BitcoindConfig config() {
        return new BitcoindConfig(process.rpcUrl(), BitcoindConfig.Credentials.cookie(process.cookieFile()),
                BitcoinNetwork.REGTEST, Duration.ofMillis(100), Duration.ofSeconds(20), Duration.ofMillis(200),
                BitcoindConfig.Fees.STANDARD.withFallback(2_500), BitcoindConfig.Zmq.NONE);
    }

    @Override
    public void close() throws IOException {
        process.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
