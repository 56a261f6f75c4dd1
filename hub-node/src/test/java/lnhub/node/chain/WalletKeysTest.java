package lnhub.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lnhub.node.chain.WalletKeys.Branch;
import lnhub.protocol.units.Bytes;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.crypto.MnemonicCode;
import org.junit.jupiter.api.Test;

class WalletKeysTest {

    /** m/84'/coin'/account' of BIP 84's test vector ("abandon ... about"). */
    static DeterministicKey account(int coin, int account) {
        List<String> words = List.of("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                .concat(" abandon about").split(" "));
        DeterministicKey key = HDKeyDerivation.createMasterPrivateKey(MnemonicCode.toSeed(words, ""));
        for (int index : new int[] {84, coin, account}) {
            key = HDKeyDerivation.deriveChildKey(key, new ChildNumber(index, true));
        }
        return key;
    }

    private static String address(Bytes script) {
        return SegwitAddress.fromProgram(BitcoinNetwork.MAINNET, 0, script.slice(2, 22).toArray()).toBech32();
    }

    @Test
    void derivesTheAddressesOfBip84() {
        WalletKeys keys = new WalletKeys(account(0, 0));
        assertThat(address(keys.takeNext(Branch.EXTERNAL))).isEqualTo("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
        assertThat(address(keys.takeNext(Branch.EXTERNAL))).isEqualTo("bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g");
        assertThat(address(keys.takeNext(Branch.INTERNAL))).isEqualTo("bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el");
    }

    @Test
    void derivesAsBitcoinjDoes() {
        DeterministicKey account = account(1, 3);
        WalletKeys keys = new WalletKeys(account);
        for (int index : new int[] {0, 1, 77, 999, 1_000_000}) {
            DeterministicKey expected =
                    HDKeyDerivation.deriveChildKey(HDKeyDerivation.deriveChildKey(account, 1), index);
            var key = keys.privateKey(new WalletKeys.Path(Branch.INTERNAL, index));
            assertThat(key.publicKey().toArray()).isEqualTo(expected.getPubKey());
        }
    }

    @Test
    void knowsScriptsAheadOfWhatWasHandedOut() {
        WalletKeys far = new WalletKeys(account(0, 0));
        far.advance(Branch.EXTERNAL, WalletKeys.GAP + 5);
        Bytes beyond = far.takeNext(Branch.EXTERNAL);
        WalletKeys fresh = new WalletKeys(account(0, 0));
        assertThat(fresh.path(beyond)).isEmpty();
        fresh.advance(Branch.EXTERNAL, 6);
        assertThat(fresh.path(beyond)).contains(new WalletKeys.Path(Branch.EXTERNAL, WalletKeys.GAP + 5));
        assertThat(fresh.advance(Branch.EXTERNAL, 2)).isFalse();
        assertThat(fresh.next(Branch.EXTERNAL)).isEqualTo(6);
    }

    @Test
    void needsThePrivateKey() {
        DeterministicKey watching = account(0, 0).dropPrivateBytes().dropParent();
        assertThatThrownBy(() -> new WalletKeys(watching)).isInstanceOf(IllegalArgumentException.class);
    }
}
