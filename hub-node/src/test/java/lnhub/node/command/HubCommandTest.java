package lnhub.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import lnhub.node.NodeFile;
import lnhub.node.RunningNode;
import lnhub.protocol.crypto.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HubCommandTest {
    private static final PublicKey ID = PublicKey.fromHex("02" + "11".repeat(32));

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final AtomicReference<Config> started = new AtomicReference<>();

    /** Stops by itself as soon as its node.json can be read. */
    private final class ShortLived implements RunningNode {
        @Override
        public PublicKey nodeId() {
            return ID;
        }

        @Override
        public InetSocketAddress lightningAddress() {
            return new InetSocketAddress("127.0.0.1", 9735);
        }

        @Override
        public InetSocketAddress grpcAddress() {
            return new InetSocketAddress("127.0.0.1", 10_009);
        }

        @Override
        public CompletionStage<Void> stop() {
            terminated.complete(null);
            return terminated;
        }

        @Override
        public CompletionStage<Void> terminated() {
            try {
                assertThat(NodeFile.read(folder.resolve("data"))).map(NodeFile::nodeId).isEqualTo(Optional.of(ID));
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
            return terminated;
        }
    }

    private int run(RunningNode.Starter starter, String... arguments) {
        CommandLine hub = HubCommand.commandLine(starter, unused -> {
            throw new IOException("there is no chain in this test");
        }, unused -> {
            throw new IOException("there is no bitcoind in this test");
        });
        return hub.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    private String config(String more) throws IOException {
        return Files.writeString(folder.resolve("node.conf"), "hub { data-folder = \"" + folder.resolve("data")
                + "\", chain { user = u, password = p } }\n" + more).toString();
    }

    @Test
    void startsTellsWhereItListensAndCleansUp() throws IOException {
        terminated.complete(null);
        assertThat(run(config -> {
            started.set(config);
            return CompletableFuture.completedFuture(new ShortLived());
        }, "start", "--config", config("hub.alias = test"))).as(err.toString()).isZero();
        assertThat(started.get().getString("hub.alias")).isEqualTo("test");
        assertThat(NodeFile.read(folder.resolve("data"))).as("gone once the node is").isEmpty();
    }

    @Test
    void aNodeThatDiesOfAnErrorHasExitStatusOne() throws IOException {
        terminated.completeExceptionally(new IllegalStateException("the journal is gone"));
        assertThat(run(config -> CompletableFuture.completedFuture(new ShortLived()), "start", "--config", config("")))
                .isEqualTo(1);
    }

    @Test
    void aWrongSettingIsOneLineAndNothingIsStarted() throws IOException {
        assertThat(run(config -> {
            throw new AssertionError("must not start");
        }, "start", "--config", config("hub.listen.port = -1"))).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("hub.listen.port must be");
    }

    @Test
    void helpAndWrongCommandLines() {
        assertThat(run(null, "--help")).isZero();
        assertThat(out.toString()).contains("start", "demo", "openchannel");
        assertThat(run(null)).isEqualTo(2);
        assertThat(run(null, "start")).isEqualTo(2);
        assertThat(run(null, "demo", "--in-flight", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--in-flight must be 1 to 10000");
        assertThat(run(null, "demo", "--payments", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no chain in this test");
        assertThat(run(null, "demo", "--bitcoind", "--payments", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no bitcoind in this test");
    }
}
