package lnhub.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SpawnProtocol;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that persists without end and prints each acknowledged total, until it is killed. */
final class KilledWriter {
    static final String ID = "killed";

    private KilledWriter() {
    }

    public static void main(String[] arguments) {
        ActorSystem<SpawnProtocol.Command> system = Tally.system(ConfigFactory.parseFile(new File(arguments[0])));
        ActorRef<Tally.Add> tally = Tallies.spawn(system, ID);
        while (true) {
            System.out.println("acknowledged " + Tallies.add(system, tally, 3).join().count());
        }
    }

    /** Starts it, kills it (SIGKILL) once that many events are acknowledged, and tells how many were. */
    static long writeAndKill(TestDatabase database, Path folder, long events) throws IOException, InterruptedException {
        Path config = folder.resolve("database.json");
        Files.writeString(config, database.config().root().render(ConfigRenderOptions.concise()));
        Process process = new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElseThrow(), "-Xmx300m",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path")), KilledWriter.class.getName(), config.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader output = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            long acknowledged = 0;
            for (String line = output.readLine(); line != null && acknowledged < events; line = output.readLine()) {
                acknowledged = line.startsWith("acknowledged ")
                        ? Long.parseLong(line.substring("acknowledged ".length())) : acknowledged;
            }
            if (acknowledged < events) {
                throw new IllegalStateException("the writer ended after " + acknowledged + " events");
            }
            return acknowledged;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
