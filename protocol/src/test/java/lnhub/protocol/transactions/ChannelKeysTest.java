package lnhub.protocol.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;

class ChannelKeysTest {
    private static final NodeSeed SEED = NodeSeed.of(Bytes.fromHex("00".repeat(32)));
    private static final Bytes PATH = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final ChannelKeys KEYS = ChannelKeys.derive(SEED, PATH);

    /** Written down once: should these ever differ, old channels' money is lost. */
    @Test
    void derivationNeverChanges() {
        assertThat(KEYS.basepoints().funding().toHex()).isEqualTo(
                "023e4517619c08dafcb50d3b713d73fea5431adc1cabae303ee554ea612eeba6cc");
        assertThat(KEYS.basepoints().revocation().toHex()).isEqualTo(
                "0350d7724b695cc84a4fc8f6af2d6b82fea048ae239976979e266cbf1ab01b50e4");
        assertThat(KEYS.basepoints().payment().toHex()).isEqualTo(
                "02aeb1a5bc03bcd118feee0772cb9238ef17a63f7913a5013e1970e0f4eca19e60");
        assertThat(KEYS.basepoints().delayedPayment().toHex()).isEqualTo(
                "03d6adebd265365938e2000c05bc1de6ee8399ec0907a633c3d8bf03740691ad24");
        assertThat(KEYS.basepoints().htlc().toHex()).isEqualTo(
                "0264623e60b22bf33cfaa925ed49b496dee64fa92f035fbf4ccda2895bddfb1c21");
        assertThat(PerCommitment.point(KEYS.commitmentSeed(), 0).toHex()).isEqualTo(
                "0303eb52326499faa1411b09f181eeda75540a545d84e6d6f080e4ffb52eee83b9");
    }

    @Test
    void secretsAreNamedHmacs() {
        assertThat(KEYS.commitmentSeed()).isEqualTo(Hashes.hmacSha256(
                SEED.channelMaster().toArray(), "commitment_seed".getBytes(), PATH.toArray()));
        assertThat(KEYS.htlcBase().unsafeArray()).isEqualTo(Hashes.hmacSha256(
                SEED.channelMaster().toArray(), "htlc".getBytes(), PATH.toArray()).toArray());
    }

    @Test
    void keysDifferFromEachOtherAndBetweenChannels() {
        Basepoints ours = KEYS.basepoints();
        Basepoints next = ChannelKeys.derive(SEED, Bytes.fromHex("010102030405060708090a0b0c0d0e0f")).basepoints();
        assertThat(Set.of(ours.funding(), ours.revocation(), ours.payment(), ours.delayedPayment(), ours.htlc(),
                next.funding(), next.revocation(), next.payment(), next.delayedPayment(), next.htlc())).hasSize(10);
    }

    @Test
    void aPathOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> ChannelKeys.derive(SEED, PATH.slice(0, 15)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("16 bytes, got 15");
    }

    @Test
    void nothingIsPrinted() {
        assertThat(KEYS.toString()).isEqualTo("ChannelKeys(hidden)");
    }
}
