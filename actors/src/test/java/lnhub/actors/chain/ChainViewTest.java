package lnhub.actors.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import lnhub.protocol.units.Bytes32;
import lnhub.routing.forward.ForwardLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainViewTest {
    private static final int HEIGHT = 800_000;

    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private final ChainView view = new ChainView(new Tip(HEIGHT, Bytes32.ZEROES),
            new FeeRates(new TreeMap<>(Map.of(2, 9_000, 6, 5_000, 144, 300)), 253), () -> now, Duration.ofHours(1));

    private void after(String duration) {
        now = now.plus(Duration.parse(duration));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT60S, 0", "PT60.001S, 2", "PT10M, 2", "PT10M1S, 4", "PT30M, 6", "PT59M59S, 12",
        "PT3H, 36"})
    void aSilentChainMayHaveGrown(String silent, int blocks) {
        after(silent);
        assertThat(view.likelyHeight()).isEqualTo(HEIGHT + blocks);
        assertThat(view.height()).isEqualTo(HEIGHT);
    }

    @Test
    void deadlinesAreJudgedByThatUntilTheOutageIsTooLong() {
        after("PT59M59S");
        assertThat(view.heightForDeadlines()).isEqualTo(HEIGHT + 12);
        after("PT1S");
        // Nothing expires so late that it could still be forwarded.
        assertThat(view.heightForDeadlines()).isGreaterThan(HEIGHT + 100 * ForwardLimits.MAX_HTLC_CLTV);
        assertThat(view.heightForDeadlines() + ForwardLimits.MAX_HTLC_CLTV).isPositive();
    }

    @Test
    void itIsHeardWithoutANewBlockToo() {
        after("PT30M");
        view.upToDate();
        assertThat(view.heightForDeadlines()).isEqualTo(HEIGHT);
        assertThat(view.heard()).isEqualTo(now);
        after("PT2M");
        assertThat(view.heightForDeadlines()).isEqualTo(HEIGHT + 2);
    }

    /** It may be the first of many that were missed: only when there is no more is the chain heard. */
    @Test
    void aBlockAloneDoesNotEndTheSilence() {
        after("PT30M");
        view.advance(new Tip(HEIGHT + 1, Bytes32.ZEROES));
        assertThat(view.heightForDeadlines()).isEqualTo(HEIGHT + 1 + 6);
    }

    @Test
    void aClockThatWasSetBackIsNoOutage() {
        after("PT-2H");
        assertThat(view.heightForDeadlines()).isEqualTo(HEIGHT);
    }

    @Test
    void feeRatesByTarget() {
        assertThat(view.feerateWithin(1)).isEqualTo(9_000);
        assertThat(view.feerateWithin(3)).isEqualTo(9_000);
        assertThat(view.feerateWithin(143)).isEqualTo(5_000);
        assertThat(view.feerateWithin(1_000)).isEqualTo(300);
        assertThat(view.feeratePerKw()).isEqualTo(5_000);
        assertThat(view.mempoolMinimum()).isEqualTo(FeeRates.FLOOR_PER_KW);
    }
}
