package lnhub.protocol.transactions;

import static lnhub.protocol.transactions.CommitmentFormat.ANCHORS;
import static lnhub.protocol.transactions.CommitmentFormat.STATIC_REMOTE_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrimmingTest {
    /** The example of BOLT 3, "Fee Calculation". */
    @Test
    void example() {
        assertThat(Trimming.htlcTxFeeSat(STATIC_REMOTE_KEY, true, 5000)).isEqualTo(3315);
        assertThat(Trimming.htlcTxFeeSat(STATIC_REMOTE_KEY, false, 5000)).isEqualTo(3515);
        assertThat(trimmed(STATIC_REMOTE_KEY, true, 5_000_000, 5000, 546)).isFalse();
        assertThat(trimmed(STATIC_REMOTE_KEY, true, 1_000_000, 5000, 546)).isTrue();
        assertThat(trimmed(STATIC_REMOTE_KEY, false, 7_000_000, 5000, 546)).isFalse();
        assertThat(trimmed(STATIC_REMOTE_KEY, false, 800_000, 5000, 546)).isTrue();
        assertThat(Trimming.commitmentFeeSat(STATIC_REMOTE_KEY, 5000, 2)).isEqualTo(5340);
        TestChannel channel = new TestChannel(STATIC_REMOTE_KEY, true, 10_000_000, 546);
        Commitment commitment = channel.build(channel.spec(1_000_000_000, 5000, List.of(
                TestChannel.htlc(true, 0, 5_000_000, 500), TestChannel.htlc(true, 1, 1_000_000, 500),
                TestChannel.htlc(false, 0, 7_000_000, 500), TestChannel.htlc(false, 1, 800_000, 500))));
        assertThat(commitment.feeSat()).isEqualTo(7140);
        assertThat(commitment.htlcTransactions().stream().map(HtlcTransaction::amountSat))
                .containsExactly(5000L - 3315, 7000L - 3515);
    }

    @Test
    void theLimitItselfIsKeptAndTheMillisatoshisAreIgnored() {
        assertThat(trimmed(STATIC_REMOTE_KEY, true, (546 + 3315) * 1000, 5000, 546)).isFalse();
        assertThat(trimmed(STATIC_REMOTE_KEY, true, (546 + 3315) * 1000 - 1, 5000, 546)).isTrue();
        assertThat(trimmed(STATIC_REMOTE_KEY, false, (546 + 3515) * 1000, 5000, 546)).isFalse();
        assertThat(trimmed(STATIC_REMOTE_KEY, false, (546 + 3515) * 1000 - 1, 5000, 546)).isTrue();
        assertThat(trimmed(ANCHORS, true, 546_000, 5000, 546)).isFalse();
        assertThat(trimmed(ANCHORS, false, 545_999, 5000, 546)).isTrue();
    }

    @Test
    void absurdFeeratesDoNotOverflow() {
        assertThat(Trimming.commitmentFeeSat(ANCHORS, Integer.MAX_VALUE, 966)).isEqualTo(359_222_474_535L);
        assertThat(trimmed(STATIC_REMOTE_KEY, true, 1_000_000_000, Integer.MAX_VALUE, 546)).isTrue();
    }

    /** BOLT 3, "to_local_anchor and to_remote_anchor Output": one without HTLCs only for a balance that exists. */
    @Test
    void anchors() {
        TestChannel channel = new TestChannel(ANCHORS, true, 1_000_000, 546);
        Commitment alone = channel.build(channel.spec(545_999, 253, List.of()));
        assertThat(alone.holderAnchorOutput()).isPresent();
        assertThat(alone.otherAnchorOutput()).isEmpty();
        assertThat(alone.toOtherOutput()).isEmpty();
        Commitment withHtlc = channel.build(
                channel.spec(0, 253, List.of(TestChannel.htlc(true, 0, 1_000_000, 500))));
        assertThat(withHtlc.otherAnchorOutput()).isPresent();
        assertThat(withHtlc.toOtherOutput()).isEmpty();
        assertThat(withHtlc.outputs()).hasSize(4);
        TestChannel theirs = new TestChannel(ANCHORS, false, 1_000_000, 546);
        Commitment holderHasNothing = theirs.build(
                theirs.spec(999_000_000, 253, List.of(TestChannel.htlc(false, 0, 1_000_000, 500))));
        assertThat(holderHasNothing.toHolderOutput()).isEmpty();
        assertThat(holderHasNothing.holderAnchorOutput()).isPresent();
        assertThat(theirs.build(theirs.spec(1_000_000_000, 253, List.of())).holderAnchorOutput()).isEmpty();
    }

    @Test
    void whatCannotBeATransactionIsRefused() {
        TestChannel channel = new TestChannel(ANCHORS, true, 1_000_000, 546);
        CommitmentSpec broke = channel.spec(999_671_000, 0, List.of());
        assertThatThrownBy(() -> channel.build(broke)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot pay the anchors: the outputs are 1 sat more");
        CommitmentSpec enough = channel.spec(999_670_000, 0, List.of());
        assertThat(channel.build(enough).feeSat()).isZero();
        TestChannel dust = new TestChannel(STATIC_REMOTE_KEY, true, 1_000, 546);
        assertThatThrownBy(() -> dust.build(dust.spec(500_000, 0, List.of())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("below the dust limit");
        assertThatThrownBy(() -> TestChannel.htlc(true, 0, 1, 500_000_000)).hasMessageContaining("cltv_expiry");
        assertThatThrownBy(() -> new CommitmentSpec(-1, 0, 0, List.of())).hasMessageContaining("negative");
    }

    private static boolean trimmed(
            CommitmentFormat format, boolean offered, long amountMsat, int feeratePerKw, long dustLimitSat) {
        return Trimming.isTrimmed(format, offered, amountMsat, feeratePerKw, dustLimitSat);
    }
}
