package lnhub.node.chain;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import lnhub.actors.chain.ChainException;
import org.bitcoinj.base.BitcoinNetwork;

/**
 * Where a bitcoind is and how it is asked.
 *
 * @param uri                  of its RPC interface, "http://127.0.0.1:8332"
 * @param network              that it must be on; another one is refused
 * @param pollInterval         how often it is asked for news when it tells none by itself
 * @param requestTimeout       how long one answer may take
 * @param longestPause         between two attempts to reach it again
 * @param fallbackFeeratePerKw used while it has no estimate; without it there are then no fee rates. Meant for regtest
 */
public record BitcoindConfig(
        URI uri,
        Credentials credentials,
        BitcoinNetwork network,
        Duration pollInterval,
        Duration requestTimeout,
        Duration longestPause,
        OptionalInt fallbackFeeratePerKw) {

    /** "user:password", asked for again whenever bitcoind refuses it: a cookie changes when bitcoind restarts. */
    @FunctionalInterface
    public interface Credentials {
        String userAndPassword() throws IOException;

        static Credentials of(String user, String password) {
            return () -> user + ":" + password;
        }

        /** bitcoind's own cookie file, {@code .cookie} in its data directory. */
        static Credentials cookie(Path file) {
            return () -> {
                if (!Files.isReadable(file)) {
                    throw new ChainException(ChainException.Kind.UNAUTHORIZED,
                            "cannot read bitcoind's cookie " + file + ": is bitcoind running, and as which user?");
                }
                return Files.readString(file, StandardCharsets.UTF_8).strip();
            };
        }
    }

    /** A node on this network with usual times: polls every second, waits 30 s for an answer. */
    public static BitcoindConfig of(URI uri, Credentials credentials, BitcoinNetwork network) {
        return new BitcoindConfig(uri, credentials, network, Duration.ofSeconds(1), Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                network == BitcoinNetwork.REGTEST ? OptionalInt.of(2_500) : OptionalInt.empty());
    }

    /** The network's name in bitcoind's answers. */
    String chainName() {
        return switch (network) {
            case MAINNET -> "main";
            case TESTNET -> "test";
            case SIGNET -> "signet";
            case REGTEST -> "regtest";
        };
    }
}
