package lnhub.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** What Akka is told about where this process listens for the node's others, and how they prove that they are. */
final class ClusterTransport {
    /** Both ends show a certificate. The provider knows one version of TLS, and needs its suites by name. */
    private static final Config MUTUAL_TLS = ConfigFactory.parseString("""
            akka.remote.artery {
              transport = tls-tcp
              ssl {
                ssl-engine-provider = akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider
                rotating-keys-engine {
                  protocol = TLSv1.3
                  enabled-algorithms = [TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256]
                  random-number-generator = ""
                  ssl-context-cache-ttl = 5 minutes
                }
              }
            }
            """);

    private ClusterTransport() {
    }

    /** To be laid above everything else: nobody is to be let in by a setting of Akka that was forgotten. */
    static Config akka(NodeConfig.Members cluster) {
        // Akka opens a port for a process that is alone too: where nobody from elsewhere reaches it.
        InetSocketAddress listen = cluster.enabled() ? cluster.listen()
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Config address = ConfigFactory.parseMap(Map.of(
                "akka.remote.artery.canonical.hostname", listen.getAddress().getHostAddress(),
                "akka.remote.artery.canonical.port", listen.getPort(),
                "akka.remote.artery.bind.hostname", "",
                "akka.remote.artery.bind.port", ""));
        return cluster.tls().map(ClusterTransport::mutual).orElse(ConfigFactory.empty()).withFallback(address);
    }

    private static Config mutual(ClusterTls files) {
        String engine = "akka.remote.artery.ssl.rotating-keys-engine.";
        return ConfigFactory.parseMap(Map.of(
                engine + "cert-file", files.certificate().toString(),
                engine + "key-file", files.key().toString(),
                engine + "ca-cert-file", files.authority().toString())).withFallback(MUTUAL_TLS);
    }
}
