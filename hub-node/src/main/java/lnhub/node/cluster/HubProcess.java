package lnhub.node.cluster;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lnhub.node.NodeFile;

/** A hub in a process of its own, run as {@code hub start --config FILE} runs it: its CPU and memory are its own. */
public final class HubProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long STOP_SECONDS = 15;
    private static final int LOG_LINES = 20;

    private final Process process;
    private final Path folder;

    private HubProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /**
     * Writes a node's configuration file: all defaults but for names, places and ports.
     *
     * @param folder its data folder, where the file is put too
     * @param more   settings under {@code hub}
     */
    public static Path configure(String alias, Path folder, String more) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve("node.conf"), """
                hub {
                  network = regtest
                  alias = %s
                  data-folder = %s
                  listen { host = "127.0.0.1", port = 0 }
                  rpc { host = "127.0.0.1", port = 0 }
                  %s
                }
                """.formatted(quoted(alias), quoted(folder), more));
    }

    /** A value as HOCON wants it. */
    public static String quoted(Object value) {
        return ConfigUtil.quoteString(value.toString());
    }

    /**
     * @param main    the command line's class
     * @param config  the node's settings
     * @param folder  its data folder, where its log goes too
     * @param options of its JVM
     */
    public static HubProcess start(Class<?> main, Path config, Path folder, List<String> options) throws IOException {
        // What a killed process left would be taken for an answer of this one.
        NodeFile.delete(folder);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), main.getName(), "start", "--config", config.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("hub.log").toFile())).start();
        process.getOutputStream().close();
        return new HubProcess(process, folder);
    }

    /** Waits until it has written where it listens. */
    public NodeFile await() throws IOException, InterruptedException {
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
        List<String> lines = Files.readAllLines(folder.resolve("hub.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit status, once it has ended. @throws IOException when it has not ended within so many seconds */
    public int awaitEnd(long seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IOException("the hub's process " + process.pid() + " has not ended within " + seconds + " s");
        }
        return process.exitValue();
    }

    /** SIGSTOP: it does nothing more, and neither says so nor loses anything. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT: it goes on as if no time had passed. */
    public void wake() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).inheritIO().start();
        if (!kill.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + signal + " of the hub's process " + process.pid() + " did not work");
        }
    }

    /** SIGKILL, and nothing after it. */
    public void kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        awaitEnd(STOP_SECONDS);
    }

    /** SIGTERM; SIGKILL when that does not help. */
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
