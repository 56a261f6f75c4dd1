package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import lnhub.protocol.channel.DataLost;
import lnhub.protocol.channel.Normal;
import lnhub.protocol.transactions.OutPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup of the database is put in place of the latest one: nothing that it knows may be published. */
@Timeout(300)
class OlderDatabaseIT {
    private static final long CAPACITY_SAT = 2_000_000;
    private static final String DATABASE = "hub.mv.db";

    @Test
    void aRestoredBackupIsRefusedAndRecoveredOnlyByThePeers(@TempDir Path folder) throws Exception {
        try (TestNetwork network = new TestNetwork(folder)) {
            HubNode alice = network.start("alice");
            Path config = network.configure("hub", "");
            HubNode hub = network.start(config);
            network.fund(alice, 1);
            network.connect(alice, hub.nodeId(), hub.lightningAddress());
            OutPoint funding = network.open(alice, hub.nodeId(), CAPACITY_SAT, CAPACITY_SAT * 1000 / 2);
            network.mine(TestNetwork.DEPTH);
            network.awaitUsable(hub, 1);
            network.stop(hub);
            copy(config, DATABASE, "backup");

            HubNode later = network.start(config);
            network.connect(alice, later.nodeId(), later.lightningAddress());
            network.awaitUsable(later, 1);
            network.awaitUsable(alice, 1);
            TestPayments.requirePaid(alice, later, 10_000_000, List.of());
            network.stop(later);
            copy(config, "backup", DATABASE);

            assertThatThrownBy(() -> network.start(config)).hasStackTraceContaining("restored from an older backup");
            network.configure("hub", "journal { older-database = recover }");
            HubNode recovering = network.start(config);
            network.connect(alice, recovering.nodeId(), recovering.lightningAddress());
            Await.until("alice to close", () -> !network.isUnspent(funding));
            assertThat(Balances.live(recovering)).singleElement().isInstanceOf(DataLost.class);
            assertThat(Balances.live(alice)).singleElement().isNotInstanceOf(Normal.class);
        }
    }

    private static void copy(Path config, String from, String to) throws IOException {
        Files.copy(config.resolveSibling(from), config.resolveSibling(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
