package lnhub.node.chain;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import lnhub.actors.chain.ChainException;
import lnhub.actors.chain.FeeRates;
import org.bitcoinj.base.BitcoinNetwork;

/**
 * Where a bitcoind is and how it is asked.
 *
 * @param uri            of its RPC interface, "http://127.0.0.1:8332"
 * @param network        that it must be on; another one is refused
 * @param pollInterval   how often it is asked for news when it tells none by itself
 * @param requestTimeout how long one answer may take
 * @param longestPause   between two attempts to reach it again
 */
public record BitcoindConfig(
        URI uri,
        Credentials credentials,
        BitcoinNetwork network,
        Duration pollInterval,
        Duration requestTimeout,
        Duration longestPause,
        Fees fees,
        Zmq zmq) {

    /**
     * What is made of its fee estimates, in satoshi per 1000 weight units.
     *
     * @param fallbackPerKw used while it has no estimate; without it there are then no fee rates. Meant for regtest
     * @param floorPerKw    a lower estimate is taken for this
     * @param ceilingPerKw  a higher estimate is taken for this. What its mempool demands is not an estimate
     */
    public record Fees(OptionalInt fallbackPerKw, int floorPerKw, int ceilingPerKw) {
        /** 1 to 500 satoshi per virtual byte. */
        public static final Fees STANDARD = new Fees(OptionalInt.empty(), FeeRates.FLOOR_PER_KW, 125_000);

        public Fees {
            if (floorPerKw < FeeRates.FLOOR_PER_KW || ceilingPerKw < floorPerKw) {
                throw new IllegalArgumentException("fee rates from " + floorPerKw + " to " + ceilingPerKw
                        + " sat per 1000 weight units: the floor must be at least " + FeeRates.FLOOR_PER_KW
                        + ", the ceiling no lower");
            }
        }

        public Fees withFallback(int perKw) {
            return new Fees(OptionalInt.of(perKw), floorPerKw, ceilingPerKw);
        }

        int bounded(int estimatePerKw) {
            return Math.clamp(estimatePerKw, floorPerKw, ceilingPerKw);
        }
    }

    /**
     * Where it publishes news by itself, like tcp://127.0.0.1:28332; empty where it does not.
     *
     * @param silence after so long without news it is asked whether there really are none
     */
    public record Zmq(Optional<URI> block, Optional<URI> tx, Duration silence) {
        public static final Zmq NONE = new Zmq(Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
    }

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
                network == BitcoinNetwork.REGTEST ? Fees.STANDARD.withFallback(2_500) : Fees.STANDARD, Zmq.NONE);
    }

    BitcoindConfig withUri(URI other) {
        return new BitcoindConfig(other, credentials, network, pollInterval, requestTimeout, longestPause, fees, zmq);
    }

    /** The same with other bounds of fee rates; the fallback stays. */
    public BitcoindConfig withFeerates(int floorPerKw, int ceilingPerKw) {
        return new BitcoindConfig(uri, credentials, network, pollInterval, requestTimeout, longestPause,
                new Fees(fees.fallbackPerKw, floorPerKw, ceilingPerKw), zmq);
    }

    /** The same, with news over ZMQ. */
    public BitcoindConfig withZmq(Zmq publishers) {
        return new BitcoindConfig(uri, credentials, network, pollInterval, requestTimeout, longestPause, fees,
                publishers);
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
