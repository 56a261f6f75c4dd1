package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClusterTlsTest {
    @TempDir
    private static Path folder;
    private static TestAuthority authority;
    private static ClusterTls own;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority = TestAuthority.create(folder.resolve("node"));
        own = authority.sign("own", "hub");
    }

    private static NodeConfig with(ClusterTls tls, String more) {
        return NodeConfig.of(ConfigFactory.parseString("""
                hub.chain { user = u, password = p }
                hub.cluster.tls { certificate = "%s", key = "%s", authority = "%s" }
                """.formatted(tls.certificate(), tls.key(), tls.authority()) + more)
                .withFallback(ConfigFactory.defaultReference()).resolve());
    }

    private static AbstractThrowableAssert<?, ?> refused(ClusterTls tls) {
        return assertThatThrownBy(() -> with(tls, "")).isInstanceOf(Settings.InvalidSetting.class);
    }

    @Test
    void withFilesThatFitAProcessMayListenForOtherMachines() {
        NodeConfig.Members cluster = with(own, "hub.cluster { enabled = true, host = \"192.0.2.1\" }\n"
                + "hub.journal { kind = postgres, url = \"jdbc:postgresql://db/hub\" }").cluster();
        assertThat(cluster.tls()).contains(own);
        assertThat(cluster.listen().getAddress().getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(ClusterTransport.akka(cluster).getString("akka.remote.artery.canonical.hostname"))
                .isEqualTo("192.0.2.1");
    }

    /** The others are told this address, and would look for the process on their own machines. */
    @Test
    void everyAddressIsNoAddressToConnectTo() {
        String more = "hub { cluster { enabled = true, host = 0.0.0.0 }, journal.kind = postgres }";
        assertThatThrownBy(() -> with(own, more)).isInstanceOf(Settings.InvalidSetting.class)
                .hasMessageContaining("hub.cluster.host must be an address that the other processes can connect to");
    }

    @Test
    void aProcessThatIsAloneListensForNobodyElsewhere() {
        NodeConfig.Members alone = with(own, "hub.cluster { host = \"192.0.2.1\", port = 25520 }").cluster();
        assertThat(ClusterTransport.akka(alone).getString("akka.remote.artery.canonical.hostname"))
                .isEqualTo("127.0.0.1");
        assertThat(ClusterTransport.akka(alone).getInt("akka.remote.artery.canonical.port")).isZero();
    }

    @Test
    void aFileThatCannotBeReadIsRefusedByName() {
        Path absent = folder.resolve("absent.pem");
        refused(new ClusterTls(absent, own.key(), own.authority()))
                .hasMessageContaining("hub.cluster.tls.certificate must be a file that exists and can be read, got "
                        + absent);
        refused(new ClusterTls(own.certificate(), folder, own.authority()))
                .hasMessageContaining("hub.cluster.tls.key must be a file that exists and can be read, got " + folder);
        refused(new ClusterTls(own.certificate(), own.key(), absent))
                .hasMessageContaining("hub.cluster.tls.authority must be a file that exists and can be read");
    }

    @Test
    void filesThatDoNotFitEachOtherAreRefusedByName() throws Exception {
        ClusterTls other = authority.sign("other", "hub");
        ClusterTls stranger = TestAuthority.create(folder.resolve("strange")).sign("stranger", "hub");
        refused(new ClusterTls(own.key(), own.key(), own.authority()))
                .hasMessageContaining("hub.cluster.tls.certificate must be an X.509 certificate that is valid now");
        refused(new ClusterTls(own.certificate(), other.key(), own.authority()))
                .hasMessageContaining("hub.cluster.tls.key must be the RSA key of hub.cluster.tls.certificate");
        refused(new ClusterTls(own.certificate(), own.certificate(), own.authority()))
                .hasMessageContaining("hub.cluster.tls.key must be the RSA key of hub.cluster.tls.certificate");
        refused(new ClusterTls(own.certificate(), own.key(), stranger.authority()))
                .hasMessageContaining("hub.cluster.tls.authority must be the certificate of the authority that signed");
    }

    /** Akka would find out when it is too late, and only in its log. */
    @Test
    void whatAkkaCannotUseIsRefused() throws Exception {
        refused(authority.sign("curve", "hub", "-keyalg", "EC"))
                .hasMessageContaining("hub.cluster.tls.key must be the RSA key");
        refused(authority.sign("late", "hub", "-keyalg", "RSA", "-startdate", "-3d", "-validity", "1"))
                .hasMessageContaining("hub.cluster.tls.certificate must be an X.509 certificate that is valid now");
        Path damaged = Files.writeString(folder.resolve("damaged.key"), "-----BEGIN PRIVATE KEY-----\nc2VzYW1l\n"
                + "-----END PRIVATE KEY-----\n");
        refused(new ClusterTls(own.certificate(), damaged, own.authority()))
                .hasMessageContaining("hub.cluster.tls.key must be the RSA key").hasMessageNotContaining("c2VzYW1l");
    }
}
