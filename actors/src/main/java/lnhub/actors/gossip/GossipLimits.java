package lnhub.actors.gossip;

import java.time.Duration;

/**
 * How often and how much.
 *
 * @param flush between two rounds of relaying (BOLT 7, "Rebroadcasting")
 * @param disableDelay how long a channel may be unusable before the network is told
 * @param refresh age at which our own updates are made anew; others may forget them after two weeks
 * @param resync between two looks for channels that we have missed
 * @param syncTimeout how long a peer may leave a query unanswered
 * @param retry pause after the chain could not be asked
 * @param syncsAtOnce peers that are queried at the same time
 * @param lookupsAtOnce questions to the chain under way at the same time
 * @param inboxBytes of one peer's gossip that may wait to be judged; what comes beyond is dropped
 * @param allInboxesBytes the same for all peers together
 */
public record GossipLimits(Duration flush, Duration disableDelay, Duration refresh, Duration resync,
        Duration syncTimeout, Duration retry, int syncsAtOnce, int lookupsAtOnce, long inboxBytes,
        long allInboxesBytes) {

    public GossipLimits {
        if (refresh.compareTo(Duration.ofDays(14)) >= 0) {
            throw new IllegalArgumentException("our updates must be refreshed before 14 days, not after " + refresh);
        }
        if (syncsAtOnce < 1 || lookupsAtOnce < 1 || inboxBytes < 1 || allInboxesBytes < inboxBytes) {
            throw new IllegalArgumentException("syncs, lookups and inbox bytes must be positive, and all inboxes"
                    + " at least as large as one");
        }
    }

    /**
     * A flush a minute as BOLT 7 suggests; an inbox holds the answer to a query for 500 channels with some to spare.
     */
    public static GossipLimits standard() {
        return new GossipLimits(Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofDays(12),
                Duration.ofHours(1), Duration.ofSeconds(60), Duration.ofSeconds(5), 3, 16, 4L << 20, 128L << 20);
    }

    /** The same with another flush and disable delay: for a network where nobody minds the traffic. */
    public GossipLimits with(Duration otherFlush, Duration otherDisableDelay) {
        return new GossipLimits(otherFlush, otherDisableDelay, refresh, resync, syncTimeout, retry, syncsAtOnce,
                lookupsAtOnce, inboxBytes, allInboxesBytes);
    }
}
