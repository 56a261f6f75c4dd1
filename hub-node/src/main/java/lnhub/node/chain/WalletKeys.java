package lnhub.node.chain;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import org.bitcoinj.crypto.DeterministicKey;

/**
 * The P2WPKH keys of one account (BIP 84): two branches of children, of which each is handed out once. Scripts are
 * known some way ahead of what was handed out, so that a rescan without the wallet's file finds the coins.
 */
final class WalletKeys {
    /**
     * How many unused keys in a row a rescan looks past. BIP 44 says 20, but a hub hands out a key for every channel
     * that might close, long before it is paid, so ours is far larger.
     */
    static final int GAP = 1_000;

    private final Parent[] branches = new Parent[2];
    private final int[] next = new int[2];
    private final int[] derived = new int[2];
    private final Map<Bytes, Path> byScript = new HashMap<>();
    private final Bytes account;

    /** The account's two branches (BIP 44, "Change"): the index is the child number. */
    enum Branch { EXTERNAL, INTERNAL }

    record Path(Branch branch, int index) {
    }

    private record Parent(PrivateKey key, byte[] chainCode) {
    }

    WalletKeys(DeterministicKey account) {
        if (account.isPubKeyOnly()) {
            throw new IllegalArgumentException("the account key must be an extended private key");
        }
        this.account = Bytes.wrap(Hashes.hash160(account.getPubKey()));
        Parent parent = new Parent(PrivateKey.wrap(padded(account)), account.getChainCode());
        for (Branch branch : Branch.values()) {
            branches[branch.ordinal()] = child(parent, branch.ordinal());
            derive(branch);
        }
    }

    private static byte[] padded(DeterministicKey account) {
        byte[] key33 = account.getPrivKeyBytes33();
        return Arrays.copyOfRange(key33, key33.length - 32, key33.length);
    }

    /** BIP 32, "Private parent key to private child key", for a child that is not hardened. */
    private static Parent child(Parent parent, int index) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(parent.chainCode, "HmacSHA512"));
            mac.update(parent.key.publicKey().unsafeArray());
            byte[] out = mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
            PrivateKey key = Secp256k1.add(parent.key, Bytes32.wrap(Arrays.copyOf(out, 32)));
            return new Parent(key, Arrays.copyOfRange(out, 32, 64));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA512", impossible);
        }
    }

    private void derive(Branch branch) {
        int of = branch.ordinal();
        for (; derived[of] < next[of] + GAP; derived[of]++) {
            Path path = new Path(branch, derived[of]);
            byScript.put(script(privateKey(path)), path);
        }
    }

    /** BIP 141: version 0 and the key's hash. */
    private static Bytes script(PrivateKey key) {
        byte[] hash = Hashes.hash160(key.publicKey().unsafeArray());
        return Bytes.wrap(ByteBuffer.allocate(22).put((byte) 0).put((byte) 20).put(hash).array());
    }

    /** Names the account without giving away its public key. */
    Bytes accountId() {
        return account;
    }

    PrivateKey privateKey(Path path) {
        return child(branches[path.branch.ordinal()], path.index).key;
    }

    Bytes takeNext(Branch branch) {
        Bytes script = script(privateKey(new Path(branch, next[branch.ordinal()])));
        next[branch.ordinal()]++;
        derive(branch);
        return script;
    }

    Optional<Path> path(Bytes script) {
        return Optional.ofNullable(byScript.get(script));
    }

    int next(Branch branch) {
        return next[branch.ordinal()];
    }

    /** These and all before them have been handed out. @return whether that is news */
    boolean advance(Branch branch, int atLeastNext) {
        if (atLeastNext <= next[branch.ordinal()]) {
            return false;
        }
        next[branch.ordinal()] = atLeastNext;
        derive(branch);
        return true;
    }
}
