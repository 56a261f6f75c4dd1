package lnhub.actors.chain.shared;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param answer       how long a request may wait, for an owner and for its answer together: a wallet that has just
 *     been opened may have thousands of blocks to read first; the death of an owner is noticed without it
 * @param seek         the pause between two questions for the owner
 * @param firstPause   before a wallet that could not be opened is tried again; doubled each time
 * @param longestPause the largest such pause
 * @param close        how long closing the wallet may hold up the next owner
 */
public record WalletTimes(Duration answer, Duration seek, Duration firstPause, Duration longestPause, Duration close) {
    public static final WalletTimes STANDARD = new WalletTimes(Duration.ofMinutes(2), Duration.ofMillis(500),
            Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(5));
}
