package lnhub.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.bitcoinj.crypto.MnemonicCode;
import org.bitcoinj.crypto.MnemonicException;

/**
 * The one secret all keys of a node come from: entropy that BIP 39 writes as words, and under it a BIP 32 tree.
 * The paths never change, or funds would be lost:
 * <ul>
 * <li>m/84'/0'/0': the on-chain wallet (BIP 84); m/84'/1'/0' on every network but mainnet</li>
 * <li>m/9735'/0': the node's identity</li>
 * <li>m/9735'/1': the master of all channels' keys</li>
 * <li>m/9735'/2': the master of other secrets, told apart by a purpose</li>
 * </ul>
 * The words carry no passphrase. Nothing here is random: entropy is an argument.
 */
public final class NodeSeed {
    private static final int LIGHTNING_PURPOSE = 9735;
    private static final int BIP84_PURPOSE = 84;
    /** SLIP 44. */
    private static final int BITCOIN = 0;
    private static final int TEST_NETWORKS = 1;

    private final Bytes entropy;
    private final DeterministicKey root;

    private NodeSeed(Bytes entropy) {
        this.entropy = entropy;
        this.root = HDKeyDerivation.createMasterPrivateKey(MnemonicCode.toSeed(toMnemonic(), ""));
    }

    /**
     * @param entropy 32 bytes (24 words), or 16, 20, 24 or 28 (12, 15, 18 or 21 words)
     * @throws IllegalArgumentException when the length is none of these
     */
    public static NodeSeed of(Bytes entropy) {
        if (entropy.length() < 16 || entropy.length() > 32 || entropy.length() % 4 != 0) {
            throw new IllegalArgumentException(
                    "entropy is 16, 20, 24, 28 or 32 bytes (BIP 39), got " + entropy.length());
        }
        return new NodeSeed(entropy);
    }

    /** @throws IllegalArgumentException when the words are not a BIP 39 mnemonic; it does not repeat any of them */
    public static NodeSeed fromMnemonic(List<String> words) {
        try {
            return of(Bytes.wrap(MnemonicCode.INSTANCE.toEntropy(words)));
        } catch (MnemonicException.MnemonicLengthException wrongLength) {
            throw new IllegalArgumentException(
                    "a mnemonic has 12, 15, 18, 21 or 24 words (BIP 39), got " + words.size());
        } catch (MnemonicException.MnemonicWordException unknown) {
            throw new IllegalArgumentException(
                    "word " + (words.indexOf(unknown.badWord) + 1) + " is not in the English word list of BIP 39");
        } catch (MnemonicException.MnemonicChecksumException wrong) {
            throw new IllegalArgumentException("the checksum of the mnemonic is wrong (BIP 39)");
        }
    }

    /** The English words of BIP 39. */
    public List<String> toMnemonic() {
        return MnemonicCode.INSTANCE.toMnemonic(entropy.unsafeArray());
    }

    /** The key of the node's identity: node_id (BOLT 7) and the static key of BOLT 8. */
    public PrivateKey nodeKey() {
        return PrivateKey.wrap(lightningKey(0));
    }

    /** What the keys of every channel are derived from. */
    public Bytes32 channelMaster() {
        return Bytes32.wrap(lightningKey(1));
    }

    /** A secret for anything else, such as payment preimages: HMAC-SHA256 of the purpose. */
    public Bytes32 secret(String purpose) {
        return Hashes.hmacSha256(lightningKey(2), purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** The account key of the on-chain wallet. @param mainnet or else a test network */
    public DeterministicKey walletAccount(boolean mainnet) {
        return derive(BIP84_PURPOSE, mainnet ? BITCOIN : TEST_NETWORKS, 0);
    }

    private byte[] lightningKey(int index) {
        return derive(LIGHTNING_PURPOSE, index).getPrivKeyBytes();
    }

    private DeterministicKey derive(int... hardened) {
        DeterministicKey key = root;
        for (int index : hardened) {
            key = HDKeyDerivation.deriveChildKey(key, new ChildNumber(index, true));
        }
        return key;
    }

    @Override
    public String toString() {
        return "NodeSeed(hidden)";
    }
}
