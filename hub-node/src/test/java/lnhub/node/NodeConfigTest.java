package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import lnhub.node.NodeConfig.JournalKind;
import lnhub.protocol.crypto.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
    private static final String CHAIN = "hub.chain { user = u, password = hunter2 }\n";

    @TempDir
    private Path folder;

    private static NodeConfig of(String hocon) {
        return NodeConfig.of(ConfigFactory.parseString(hocon).withFallback(ConfigFactory.defaultReference()).resolve());
    }

    @Test
    void defaultsNeedOnlyTheChainsPassword() {
        NodeConfig config = of(CHAIN);
        assertThat(config.network()).isEqualTo("regtest");
        assertThat(config.chain().rpcUrl()).isEqualTo(URI.create("http://127.0.0.1:18443"));
        assertThat(config.rpc()).isEqualTo(new InetSocketAddress("127.0.0.1", 10_009));
        assertThat(config.rgbColor()).isEqualTo(0x3399ff);
        assertThat(config.relay()).isEqualTo(new NodeConfig.Relay(1_000, 100, 80, 1));
        assertThat(config.channel().maxAcceptedHtlcs()).isEqualTo(483);
        assertThat(config.journal().kind()).isEqualTo(JournalKind.H2);
    }

    @Test
    void passwordsAreNotInTheText() {
        NodeConfig config = of(CHAIN + "hub.journal { kind = postgres, url = \"jdbc:postgresql://db/hub\","
                + " user = hub, password = sesame }");
        assertThat(config.toString()).doesNotContain("hunter2").doesNotContain("sesame");
        assertThat(config.journal().password()).isEqualTo("sesame");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "hub.network = bitcoin | hub.network must be one of mainnet, regtest, signet, testnet, got bitcoin",
        "hub.alias = \"\" | hub.alias must be 1 to 32 bytes",
        "hub.alias = 123456789012345678901234567890123 | hub.alias must be 1 to 32 bytes",
        "hub.color = blue | hub.color must be #rrggbb",
        "hub.listen.port = 65536 | hub.listen.port must be a whole number from 0 to 65535, got 65536",
        "hub.listen.port = none | hub.listen.port must be a whole number",
        "hub.rpc.host = 0.0.0.0 | hub.rpc.host must be a loopback address",
        "hub.journal.older-database = ignore | hub.journal.older-database must be one of recover, refuse, trust",
        "hub.relay.fee-base-msat = -1 | hub.relay.fee-base-msat must be a whole number from 0 to 4294967295, got -1",
        "hub.relay.cltv-expiry-delta = 33 | hub.relay.cltv-expiry-delta must be a whole number from 34",
        "hub.relay.fee-base = 5 | hub.relay.fee-base is not a setting",
        "hub.channel.max-accepted-htlcs = 484 | hub.channel.max-accepted-htlcs must be a whole number from 1 to 483",
        "hub.channel.max-capacity-sat = 5 | hub.channel.max-capacity-sat must be a whole number from 20000",
        "hub.chain.rpc-url = \"ftp://x\" | hub.chain.rpc-url must be empty or like http://127.0.0.1:18443",
        "hub.chain.cookie-file = /x | hub.chain.user must be empty when hub.chain.cookie-file is given",
        "hub.chain.user = \"\" | hub.chain.user must be given",
        "hub.chain.zmq-block = \"http://x:1\" | hub.chain.zmq-block must be empty or like tcp://127.0.0.1:28332",
        "hub.chain.zmq-tx = \"tcp://x\" | hub.chain.zmq-tx must be empty or like tcp://127.0.0.1:28332",
        "hub.chain.feerate-floor-per-kw = 252 | hub.chain.feerate-floor-per-kw must be a whole number from 253",
        "hub.chain.feerate-ceiling-per-kw = 252 | feerate-ceiling-per-kw must be a whole number from 253",
        "hub.chain.wallet = lnd | hub.chain.wallet must be one of bitcoind, seed, got lnd",
        "hub.chain.wallet-name = \"../x\" | hub.chain.wallet-name must be 1 to 64 letters",
        "hub.chain.longest-outage-minutes = 9 | longest-outage-minutes must be a whole number from 10",
        "hub.chain.fee-reserve-per-channel-sat = -1 | fee-reserve-per-channel-sat must be a whole number from 0",
        "hub.journal.kind = mysql | hub.journal.kind must be one of h2, postgres, got mysql",
        "hub.journal.kind = postgres | hub.journal.url must be like jdbc:postgresql://",
        "hub.journal.url = \"jdbc:postgresql://x/y\" | hub.journal.url must be empty for the journal of kind h2",
        "hub.network = mainnet | hub.journal.kind must be postgres on mainnet",
        "hub.cluster.tls.key = /x | hub.cluster.tls.certificate must be given when hub.cluster.tls.key is",
        "hub.cluster.tls.authority = /x | hub.cluster.tls.certificate must be given when",
        "hub.cluster.tls.certificate = /x | hub.cluster.tls.key must be given when hub.cluster.tls.certificate is",
        "hub.cluster.tls.keys = /x | hub.cluster.tls.keys is not a setting",
        "hub.cluster.enabled = true | hub.journal.kind must be postgres when hub.cluster.enabled is true",
        "hub { cluster { enabled = true, host = 192.0.2.1 }, journal.kind = postgres } | hub.cluster.host must be a",
        "hub { cluster { enabled = true, host = 0.0.0.0 }, journal.kind = postgres } | hub.cluster.host must be a",
        "hub.relay = 5 | hub.relay"})
    void aWrongSettingIsRefusedByNameWithWhatIsAllowed(String setting, String message) {
        assertThatThrownBy(() -> of(CHAIN + setting)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message).hasMessageNotContaining("hunter2");
    }

    @Test
    void realMoneyOnH2NeedsAWord() {
        assertThat(of(CHAIN + "hub { network = mainnet, journal.h2-with-real-money = true }").journal().kind())
                .isEqualTo(JournalKind.H2);
    }

    @Test
    void theClustersHostCountsOnlyInACluster() {
        assertThat(of(CHAIN + "hub.cluster.host = 192.0.2.1").cluster().tls()).isEmpty();
    }

    @Test
    void aCookieTakesThePlaceOfUserAndPassword() {
        assertThat(of("hub.chain.cookie-file = \"/tmp/.cookie\"").chain().cookieFile())
                .isEqualTo(Optional.of(Path.of("/tmp/.cookie")));
    }

    @Test
    void newsMayComeOverZmq() {
        NodeConfig.Chain chain = of(CHAIN + "hub.chain { zmq-block = \"tcp://127.0.0.1:28332\", wallet = bitcoind }")
                .chain();
        assertThat(chain.zmqBlock()).contains(URI.create("tcp://127.0.0.1:28332"));
        assertThat(chain.zmqTx()).isEmpty();
        assertThat(chain.wallet()).isEqualTo(NodeConfig.WalletKind.BITCOIND);
    }

    @Test
    void theErrorSaysWhereTheSettingWas() throws IOException {
        Path file = Files.writeString(folder.resolve("node.conf"), "hub.chain.user = u\nhub.listen.port = -1\n");
        assertThatThrownBy(() -> NodeConfig.of(NodeConfig.read(file))).hasMessageContaining("node.conf: 2");
        assertThatThrownBy(() -> NodeConfig.read(folder.resolve("absent.conf")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("absent.conf");
    }

    @Test
    void theNodeFileIsReadAsItWasWritten() throws IOException {
        assertThat(NodeFile.read(folder)).isEmpty();
        NodeFile file = new NodeFile(PublicKey.fromHex("02" + "11".repeat(32)), new InetSocketAddress("127.0.0.1", 1),
                new InetSocketAddress("::1", 2), 77);
        file.write(folder);
        assertThat(NodeFile.read(folder)).contains(file);
        NodeFile.delete(folder);
        assertThat(NodeFile.read(folder)).isEmpty();
        Files.writeString(folder.resolve("node.json"), "{\"nodeId\":");
        assertThatThrownBy(() -> NodeFile.read(folder)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void theFeeReserveGrowsWithTheChannelsUpToABound() {
        NodeConfig.Chain chain = of(CHAIN
                + "hub.chain { fee-reserve-per-channel-sat = 500, fee-reserve-most-sat = 1200 }").chain();
        assertThat(IntStream.of(0, 1, 2, 3, 1_000_000).mapToObj(chain::feeReserveSat))
                .containsExactly(0L, 500L, 1_000L, 1_200L, 1_200L);
    }
}
