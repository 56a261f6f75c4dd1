package lnhub.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import com.typesafe.config.ConfigFactory;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
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
    private static final int QUIET_MS = 2_000;

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

    /** The strangers above refuse the founder themselves; of these, which do not, it is for the founder to be rid. */
    @Test
    void whoIsNotOfTheNodeIsHungUpOn() throws Exception {
        ActorSystem founder = founder();
        for (Optional<ClusterTls> shown : List.of(Optional.<ClusterTls>empty(), Optional.of(otherAuthority),
                Optional.of(otherName))) {
            assertThat(isHungUpOn(founder, shown, SOCKET_MS)).as("%s", shown).isTrue();
        }
        assertThat(isHungUpOn(founder, Optional.of(two), QUIET_MS)).isFalse();
    }

    /** Akka's listening side says nothing before it is spoken to. */
    private static boolean isHungUpOn(ActorSystem system, Optional<ClusterTls> shown, int limitMs) throws Exception {
        try (SSLSocket socket = connect(system, shown)) {
            socket.setSoTimeout(SOCKET_MS);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
            socket.setSoTimeout(limitMs);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException quiet) {
            return false;
        } catch (SSLException | SocketException refused) {
            return true;
        }
    }

    private static SSLSocket connect(ActorSystem system, Optional<ClusterTls> shown) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate(one.authority()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null, null);
        if (shown.isPresent()) {
            own.setKeyEntry("own", DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(shown.get().key()))),
                    new char[0], new Certificate[] {certificate(shown.get().certificate())});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        // A certificate is shown even when the other side asks for one of an authority that has not signed it.
        X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
        context.init(new KeyManager[] {shown.isPresent() ? new ShowsAnyway(manager) : manager},
                trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                address(system).getPort().orElseThrow()), SOCKET_MS);
        return socket;
    }

    private static Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static final class ShowsAnyway extends X509ExtendedKeyManager {
        private final X509KeyManager keys;

        ShowsAnyway(X509KeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
