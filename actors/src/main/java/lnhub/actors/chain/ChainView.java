package lnhub.actors.chain;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import lnhub.protocol.channel.Context;

/**
 * The tip and the fee rates as this process saw them last, and when that was; read by anybody, written by the
 * {@link ChainWatcher}.
 */
public final class ChainView implements Context.Feerates {
    private static final int COMMITMENT_TARGET_BLOCKS = 6;
    private static final Duration BLOCK_INTERVAL = Duration.ofMinutes(10);
    /** Blocks come at random: twice as many as the mean are rarely exceeded, and a deadline is no place for luck. */
    private static final int CAUTION = 2;
    /** A bitcoind is asked at least twice in this time when all is well. */
    private static final Duration GRACE = Duration.ofSeconds(60);
    /** Above every height of a block and every expiry that passes for one (BIP 65): all deadlines are too near. */
    private static final int NO_DEADLINE_IS_SAFE = 500_000_000;

    private final InstantSource clock;
    private final Duration longestOutage;
    private volatile Tip tip;
    private volatile FeeRates feeRates;
    private volatile Instant heard;

    /**
     * @param tip           the chain's tip at this moment
     * @param clock         the wall clock: while a machine sleeps blocks are missed, and a monotonic clock may stand
     * @param longestOutage after so long without hearing from the chain no deadline is taken for safe
     */
    public ChainView(Tip tip, FeeRates feeRates, InstantSource clock, Duration longestOutage) {
        this.tip = tip;
        this.feeRates = feeRates;
        this.clock = clock;
        this.longestOutage = longestOutage;
        this.heard = clock.instant();
    }

    public Tip tip() {
        return tip;
    }

    public int height() {
        return tip.height();
    }

    /** When the chain last had nothing that we did not know. */
    public Instant heard() {
        return heard;
    }

    /**
     * The height by which to judge whether an HTLC may be taken on: {@link #likelyHeight}, and above every deadline
     * after the longest outage. Not for closing channels: an outage is no reason for that.
     */
    public int heightForDeadlines() {
        return silent().compareTo(longestOutage) >= 0 ? NO_DEADLINE_IS_SAFE : likelyHeight();
    }

    /**
     * The height that the chain may have reached by now: the tip's and, when the chain has not been heard of for more
     * than a minute, twice as many blocks as come on average in that time, begun ones counted.
     */
    public int likelyHeight() {
        Duration silent = silent();
        long blocks = silent.compareTo(GRACE) <= 0 ? 0
                : CAUTION * Math.ceilDiv(silent.toMillis(), BLOCK_INTERVAL.toMillis());
        return (int) Math.min(height() + blocks, NO_DEADLINE_IS_SAFE);
    }

    private Duration silent() {
        return Duration.between(heard, clock.instant());
    }

    /** What a commitment or a funding transaction should pay, in satoshi per 1000 weight units. */
    public int feeratePerKw() {
        return feerateWithin(COMMITMENT_TARGET_BLOCKS);
    }

    @Override
    public int feerateWithin(int blocks) {
        return feeRates.within(blocks);
    }

    @Override
    public int mempoolMinimum() {
        return Math.max(feeRates.minimumPerKw(), FeeRates.FLOOR_PER_KW);
    }

    /** The chain was asked and has nothing new. */
    void upToDate() {
        heard = clock.instant();
    }

    void advance(Tip next) {
        tip = next;
    }

    void feeRates(FeeRates rates) {
        feeRates = rates;
    }
}
