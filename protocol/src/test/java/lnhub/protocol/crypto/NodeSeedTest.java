package lnhub.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.MnemonicCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import lnhub.protocol.units.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BIP 39 and BIP 32 against the vectors of BIP 39 and bitcoin-kmp. */
class NodeSeedTest {
    private static final NodeSeed SEED = NodeSeed.of(Bytes.fromHex(
            "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c"));

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000,"
            + "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f,"
            + "legal winner thank year wave sausage worth useful legal winner thank yellow",
        "ffffffffffffffffffffffffffffffffffffffffffffffff,"
            + "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo when",
        "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c,"
            + "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel "
            + "tennis maple dilemma loan word shrug inflict delay length"})
    void mnemonics(String entropy, String words) {
        NodeSeed seed = NodeSeed.of(Bytes.fromHex(entropy));
        assertThat(String.join(" ", seed.toMnemonic())).isEqualTo(words);
        NodeSeed restored = NodeSeed.fromMnemonic(List.of(words.split(" ")));
        assertThat(restored.nodeKey()).isEqualTo(seed.nodeKey());
    }

    @Test
    void pathsAreThoseDocumented() {
        byte[] seed = MnemonicCode.toSeed(SEED.toMnemonic(), "");
        var root = DeterministicWallet.generate(seed);
        assertThat(SEED.nodeKey().unsafeArray()).isEqualTo(key(root, "m/9735'/0'"));
        assertThat(SEED.channelMaster().toArray()).isEqualTo(key(root, "m/9735'/1'"));
        assertThat(SEED.walletAccount(false).getPrivKeyBytes()).isEqualTo(key(root, "m/84'/1'/0'"));
        assertThat(SEED.walletAccount(true).getPrivKeyBytes()).isEqualTo(key(root, "m/84'/0'/0'"));
        assertThat(SEED.secret("preimages")).isEqualTo(
                Hashes.hmacSha256(key(root, "m/9735'/2'"), "preimages".getBytes()));
        assertThat(SEED.secret("preimages")).isNotEqualTo(SEED.secret("other"));
    }

    private static byte[] key(DeterministicWallet.ExtendedPrivateKey root, String path) {
        return DeterministicWallet.derivePrivateKey(root, path).getPrivateKey().value.toByteArray();
    }

    @Test
    void whatIsNoMnemonicIsRefusedWithoutRepeatingIt() {
        List<String> words = new ArrayList<>(SEED.toMnemonic());
        assertThatThrownBy(() -> NodeSeed.fromMnemonic(words.subList(0, 23)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("got 23");
        assertThatThrownBy(() -> NodeSeed.fromMnemonic(List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("got 0");
        words.set(6, "hamsterr");
        assertThatThrownBy(() -> NodeSeed.fromMnemonic(words))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("word 7 is not")
                .hasMessageNotContaining("hamster").hasNoCause();
        assertThatThrownBy(() -> NodeSeed.fromMnemonic(Collections.nCopies(24, "zoo")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("checksum");
    }

    @Test
    void entropyOfOtherLengthsIsRefused() {
        for (int length : new int[] {0, 12, 15, 17, 31, 33, 36}) {
            assertThatThrownBy(() -> NodeSeed.of(Bytes.wrap(new byte[length])))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("got " + length);
        }
    }

    @Test
    void nothingIsPrinted() {
        assertThat(SEED.toString()).isEqualTo("NodeSeed(hidden)");
        assertThat(Arrays.toString(new Object[] {SEED, SEED.nodeKey()})).doesNotContain("68a79eac");
    }
}
