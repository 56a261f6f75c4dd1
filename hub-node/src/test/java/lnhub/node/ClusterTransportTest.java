package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.Member;
import com.typesafe.config.ConfigFactory;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let into the cluster of a node's processes, each of which is an actor system here. */
@Timeout(120)
class ClusterTransportTest {
    private static final String NODE = "hub";
    private static final long LIMIT_SECONDS = 60;
    private static final int SOCKET_MS = 30_000;

    @TempDir
    private static Path folder;
    private static ClusterTls one;
    private static ClusterTls two;
    private static ClusterTls otherName;
    private static ClusterTls otherAuthority;
    private final List<ActorSystem> systems = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        TestAuthority authority = TestAuthority.create(folder.resolve("node"));
        one = authority.sign("one", NODE);
        two = authority.sign("two", NODE);
        otherName = authority.sign("other-name", "printer");
        otherAuthority = TestAuthority.create(folder.resolve("strange")).sign("stranger", NODE);
    }

    @AfterEach
    void terminate() throws Exception {
        for (ActorSystem system : systems) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** One that nobody lets in ends by itself. */
    private ActorSystem process(Optional<ClusterTls> tls) {
        NodeConfig.Members members = new NodeConfig.Members(true,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls);
        ActorSystem system = ActorSystem.create("hub", ClusterTransport.akka(members)
                .withFallback(ConfigFactory.parseString("""
                        akka.loglevel = ERROR
                        akka.actor { provider = cluster, allow-java-serialization = off }
                        akka.coordinated-shutdown.exit-jvm = off
                        akka.cluster {
                          jmx.enabled = off
                          retry-unsuccessful-join-after = 500 ms
                          shutdown-after-unsuccessful-join-seed-nodes = 10 s
                        }
                        """)).withFallback(ConfigFactory.load()));
        systems.add(system);
        return system;
    }

    private ActorSystem founder() {
        ActorSystem founder = process(Optional.of(one));
        Cluster.get(founder).join(address(founder));
        return founder;
    }

    private ActorSystem joining(ActorSystem founder, Optional<ClusterTls> tls) {
        ActorSystem system = process(tls);
        Cluster.get(system).joinSeedNodes(List.of(address(founder)));
        return system;
    }

    private static Address address(ActorSystem system) {
        return Cluster.get(system).selfAddress();
    }

    private static List<Address> members(ActorSystem system) {
        return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
                .map(Member::address).toList();
    }

    @Test
    void onlyWhoShowsACertificateOfTheAuthorityWithTheNodesNameIsLetIn() throws Exception {
        ActorSystem founder = founder();
        ActorSystem second = joining(founder, Optional.of(two));
        Await.until("one cluster of two", () -> members(founder).size() == 2 && members(second).size() == 2);

        List<ActorSystem> strangers = List.of(joining(founder, Optional.of(otherAuthority)),
                joining(founder, Optional.of(otherName)), joining(founder, Optional.empty()));
        for (ActorSystem stranger : strangers) {
            stranger.getWhenTerminated().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(members(stranger)).isEmpty();
        }
        assertThat(members(founder)).containsExactlyInAnyOrder(address(founder), address(second));
        assertThat(members(second)).containsExactlyInAnyOrder(address(founder), address(second));
    }

    /** Nothing is said to whoever only listens, or trusts the authority without being known to it. */
    @Test
    void whoShowsNoCertificateIsRefused() throws Exception {
        ActorSystem founder = founder();
        try (SSLSocket socket = connect(founder)) {
            assertThatThrownBy(() -> {
                socket.startHandshake();
                socket.getInputStream().read();
            }).isInstanceOf(SSLException.class);
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    private static SSLSocket connect(ActorSystem system) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(one.authority())) {
            Certificate authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
            trusted.setCertificateEntry("authority", authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.setSoTimeout(SOCKET_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                address(system).getPort().orElseThrow()), SOCKET_MS);
        return socket;
    }
}
