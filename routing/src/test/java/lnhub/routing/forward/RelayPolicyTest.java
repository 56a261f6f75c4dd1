package lnhub.routing.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RelayPolicyTest {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    @Property(tries = 5_000)
    void feeIsExactForEveryAmountAndFee(
            @ForAll @LongRange(min = 0) long amount,
            @ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long base,
            @ForAll @LongRange(min = 0, max = 0xFFFF_FFFFL) long millionths) {
        BigInteger exact = BigInteger.valueOf(amount).multiply(BigInteger.valueOf(millionths)).divide(MILLION)
                .add(BigInteger.valueOf(base));
        assertThat(RelayPolicy.feeMsat(base, millionths, amount)).isEqualTo(exact.min(MAX).longValueExact());
    }

    @Test
    void feeOfTheRoutingExampleInBolt7() {
        assertThat(new RelayPolicy(200, 2000, 20, 0, 10_000_000).feeMsat(4_999_999)).isEqualTo(10_199);
    }

    @Test
    void feeBeyondAllMoneyIsTheGreatestLong() {
        assertThat(RelayPolicy.feeMsat(0, 0xFFFF_FFFFL, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(RelayPolicy.feeMsat(0xFFFF_FFFFL, 1_000_000, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(RelayPolicy.feeMsat(0, 1_000_000, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(RelayPolicy.feeMsat(0, 2_000_000, Long.MAX_VALUE / 2)).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void refusesWhatChannelUpdateCannotSay() {
        assertThatThrownBy(() -> new RelayPolicy(-1, 0, 0, 0, 0)).hasMessageContaining("fee_base_msat");
        assertThatThrownBy(() -> new RelayPolicy(0, 1L << 32, 0, 0, 0)).hasMessageContaining("millionths");
        assertThatThrownBy(() -> new RelayPolicy(0, 0, 65_536, 0, 0)).hasMessageContaining("cltv_expiry_delta");
        assertThatThrownBy(() -> new RelayPolicy(0, 0, 0, -1, 0)).hasMessageContaining("htlc_minimum_msat");
        assertThatThrownBy(() -> new RelayPolicy(0, 0, 0, 0, -1)).hasMessageContaining("htlc_maximum_msat");
    }
}
