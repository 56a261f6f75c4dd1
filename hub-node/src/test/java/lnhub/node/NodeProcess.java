package lnhub.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lnhub.node.command.Hub;

/** A node in a process of its own, as {@code hub start --config FILE} runs it, to be killed without a word. */
final class NodeProcess implements AutoCloseable {
    private static final int LOG_LINES = 30;
    private static final long STOP_SECONDS = 30;

    private final Process process;
    private final Path folder;
    private final Path log;

    private NodeProcess(Process process, Path folder, Path log) {
        this.process = process;
        this.folder = folder;
        this.log = log;
    }

    /** @param folder its data folder; its output is appended to a log there */
    static NodeProcess start(Path config, Path folder) {
        Path log = folder.resolve("process.log");
        try {
            // What a killed process left would be taken for an answer of this one.
            NodeFile.delete(folder);
            Process process = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                    Hub.class.getName(), "start", "--config", config.toString())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            process.getOutputStream().close();
            return new NodeProcess(process, folder, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has written where it listens. */
    NodeFile awaitStarted() {
        return Await.value("the process to start", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the process ended with status " + process.exitValue()
                        + "; the end of its log:\n" + endOfLog());
            }
            return file();
        });
    }

    private Optional<NodeFile> file() {
        try {
            return NodeFile.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it run so long; to die by itself meanwhile is a failure. */
    void expectToLive(long ms) throws InterruptedException {
        if (process.waitFor(ms, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the node ended by itself with status " + process.exitValue());
        }
    }

    /** SIGKILL, to this child alone. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM; ends when the process has. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the process has not ended within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
