package lnhub.actors.payment;

import java.time.Duration;
import java.time.InstantSource;
import lnhub.protocol.crypto.PublicKey;

/**
 * What payments need of the node around them.
 *
 * @param nodeId this node's
 */
public record PaymentPorts(PublicKey nodeId, RouteFinder routes, ChannelGateway channels, SecretSource secrets,
        InstantSource clock, Settings settings) {

    /**
     * @param maxAttempts per payment
     * @param askAgain how long a channel may leave an offer unanswered before it is made again
     * @param watch how often a watcher asks for what it may have missed
     */
    public record Settings(int maxAttempts, Duration askAgain, Duration watch) {
        public static final Settings DEFAULT =
                new Settings(30, Duration.ofSeconds(30), Duration.ofSeconds(5));

        public Settings {
            if (maxAttempts < 1 || maxAttempts > 100) {
                throw new IllegalArgumentException("a payment has 1 to 100 attempts, got " + maxAttempts);
            }
        }
    }
}
