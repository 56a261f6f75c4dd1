package lnhub.protocol.transactions;

import java.nio.charset.StandardCharsets;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.NodeSeed;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * Our secrets in one channel. They follow from the node's seed and 16 bytes that are drawn once per channel and stored
 * with it: secret = HMAC-SHA256(channel master, name || path), with the names "funding", "revocation", "payment",
 * "delayed_payment", "htlc" and "commitment_seed". These names never change: old channels depend on them.
 */
public final class ChannelKeys {
    public static final int PATH_SIZE = 16;

    private final PrivateKey funding;
    private final PrivateKey revocationBase;
    private final PrivateKey paymentBase;
    private final PrivateKey delayedBase;
    private final PrivateKey htlcBase;
    private final Bytes32 commitmentSeed;

    private ChannelKeys(Bytes32 master, Bytes path) {
        this.funding = key(master, "funding", path);
        this.revocationBase = key(master, "revocation", path);
        this.paymentBase = key(master, "payment", path);
        this.delayedBase = key(master, "delayed_payment", path);
        this.htlcBase = key(master, "htlc", path);
        this.commitmentSeed = secret(master, "commitment_seed", path);
    }

    /**
     * @param channelKeyPath 16 random bytes, different for every channel
     * @throws IllegalArgumentException when the path has another length
     */
    public static ChannelKeys derive(NodeSeed seed, Bytes channelKeyPath) {
        if (channelKeyPath.length() != PATH_SIZE) {
            throw new IllegalArgumentException("a channel key path has 16 bytes, got " + channelKeyPath.length());
        }
        return new ChannelKeys(seed.channelMaster(), channelKeyPath);
    }

    /** An HMAC is outside the curve's range with a probability of 2^-128; the first use of the key would throw. */
    private static PrivateKey key(Bytes32 master, String name, Bytes path) {
        return PrivateKey.wrap(secret(master, name, path).unsafeArray());
    }

    private static Bytes32 secret(Bytes32 master, String name, Bytes path) {
        return Hashes.hmacSha256(
                master.unsafeArray(), name.getBytes(StandardCharsets.US_ASCII), path.unsafeArray());
    }

    public PrivateKey funding() {
        return funding;
    }

    public PrivateKey revocationBase() {
        return revocationBase;
    }

    public PrivateKey paymentBase() {
        return paymentBase;
    }

    public PrivateKey delayedBase() {
        return delayedBase;
    }

    public PrivateKey htlcBase() {
        return htlcBase;
    }

    /** The seed of {@link PerCommitment}. */
    public Bytes32 commitmentSeed() {
        return commitmentSeed;
    }

    /** What the peer is told. */
    public Basepoints basepoints() {
        return new Basepoints(funding.publicKey(), revocationBase.publicKey(), paymentBase.publicKey(),
                delayedBase.publicKey(), htlcBase.publicKey());
    }

    @Override
    public String toString() {
        return "ChannelKeys(hidden)";
    }
}
