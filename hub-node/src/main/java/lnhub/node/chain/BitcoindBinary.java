package lnhub.node.chain;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a bitcoind that can be started is: for tests and the demonstration, never for a node with money. */
public final class BitcoindBinary {
    /** What is said when there is none. */
    public static final String HOW_TO_GET_ONE = "no bitcoind found: run ops/bin/install-bitcoind, or name one with"
            + " -Dbitcoind=FILE or HUB_BITCOIND=FILE, or put one of version 25 or newer on PATH";
    static final int MIN_MAJOR = 25;
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.");
    private static final int VERSION_SECONDS = 30;
    private static final int MAX_TEXT = 10_000;

    private BitcoindBinary() {
    }

    /**
     * The one that the system property {@code bitcoind} or the environment's HUB_BITCOIND names; else the one that
     * {@code ops/bin/install-bitcoind} unpacked in the working directory or above it; else the one on PATH, if it is
     * new enough.
     *
     * @throws IOException when a file was named that cannot be executed
     */
    public static Optional<Path> find() throws IOException {
        String named = System.getProperty("bitcoind", System.getenv().getOrDefault("HUB_BITCOIND", ""));
        if (!named.isEmpty()) {
            Path file = Path.of(named).toAbsolutePath();
            if (!Files.isExecutable(file)) {
                throw new IOException(file + ", named as the bitcoind to use, cannot be executed");
            }
            return Optional.of(file);
        }
        Optional<Path> unpacked = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null,
                        Path::getParent)
                .map(folder -> folder.resolve(".bitcoind").resolve("bitcoind")).filter(Files::isExecutable).findFirst();
        return unpacked.isPresent() ? unpacked : onPath();
    }

    private static Optional<Path> onPath() throws IOException {
        Optional<Path> found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder).resolve("bitcoind"))
                .filter(Files::isExecutable).findFirst();
        return found.isPresent() && major(found.get()) >= MIN_MAJOR ? found : Optional.empty();
    }

    /** @return 0 when it does not say */
    private static int major(Path binary) throws IOException {
        Process process = new ProcessBuilder(binary.toString(), "-version").redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String text = new String(process.getInputStream().readNBytes(MAX_TEXT), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(text);
            if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + binary + " for its version", stopping);
        }
    }
}
