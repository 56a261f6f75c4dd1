package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BOLT 2, "Closing Initiation: shutdown", and BOLT 3, "Dust Limits". */
class ShutdownScriptTest {
    @ParameterizedTest
    @CsvSource({
        "0014, 20, '', true, true",
        "0020, 32, '', true, true",
        "0014, 19, '', false, false",
        "0014, 21, '', false, false",
        "0020, 33, '', false, false",
        "0015, 21, '', false, false",
        "5120, 32, '', false, true",
        "6028, 40, '', false, true",
        "5102, 2, '', false, true",
        "5101, 1, '', false, false",
        "5129, 41, '', false, false",
        "6128, 40, '', false, false",
        "5003, 3, '', false, false",
        "4f03, 3, '', false, false",
        "5120, 31, '', false, false",
        "76a914, 20, 88ac, false, false",
        "a914, 20, 87, false, false",
        "6a06, 6, '', false, false",
        "'', 0, '', false, false"})
    void acceptable(String head, int filler, String tail, boolean always, boolean withAnySegwit) {
        Bytes script = Bytes.fromHex(head + "ab".repeat(filler) + tail);
        assertThat(ShutdownScript.isAcceptable(script, false)).isEqualTo(always);
        assertThat(ShutdownScript.isAcceptable(script, true)).isEqualTo(withAnySegwit);
    }

    @ParameterizedTest
    @CsvSource({
        "76a914, 20, 88ac, 546",
        "a914, 20, 87, 540",
        "0014, 20, '', 294",
        "0020, 32, '', 330",
        "51024e73, 0, '', 240",
        "5120, 32, '', 354",
        "5202, 2, '', 354",
        "6a06, 6, '', 0",
        "51, 0, '', 546",
        "'', 0, '', 546"})
    void dustThresholds(String head, int filler, String tail, long expectedSat) {
        Bytes script = Bytes.fromHex(head + "ab".repeat(filler) + tail);
        assertThat(ShutdownScript.dustThresholdSat(script)).isEqualTo(expectedSat);
    }

    @Test
    void whateverWeAcceptCanBeRelayedAtTheSmallestDustLimit() {
        // BOLT 2 refuses a dust_limit_satoshis below 354.
        for (String script : new String[] {"0014" + "11".repeat(20), "0020" + "11".repeat(32), "5102abcd"}) {
            assertThat(ShutdownScript.dustThresholdSat(Bytes.fromHex(script))).isLessThanOrEqualTo(354);
        }
    }
}
