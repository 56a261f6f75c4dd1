package lnhub.node.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lnhub.node.NodeFile;

/** The hub in a process of its own, run as {@code hub start --config FILE} runs it: its CPU and memory are its own. */
final class HubProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 15;
    private static final int LOG_LINES = 20;

    private final Process process;
    private final Path log;

    private HubProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param main the command line's class. @param folder the hub's data folder, where its log goes too */
    static HubProcess start(Class<?> main, Path config, Path folder) throws IOException {
        Path log = folder.resolve("hub.log");
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("java.class.path"), main.getName(), "start", "--config", config.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        return new HubProcess(process, log);
    }

    /** Waits until it has written where it listens. */
    NodeFile await(Path folder) throws IOException, InterruptedException {
        Optional<NodeFile> file = new Await(START_SECONDS).value("the hub's process to start", () -> {
            if (!process.isAlive()) {
                throw new IOException("the hub's process ended with status " + process.exitValue()
                        + "; the end of its log:\n" + endOfLog());
            }
            return NodeFile.read(folder);
        });
        if (file.isEmpty()) {
            throw new IOException("the hub's process has not started within " + START_SECONDS
                    + " s; the end of its log:\n" + endOfLog());
        }
        return file.get();
    }

    private String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
