package lnhub.routing.gossip;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * The numbers behind {@link NetworkView}.
 *
 * @param chainHash the only chain whose gossip is kept
 * @param nodeId our own: our updates are not rate-limited and our channels not pruned
 * @param updateBurst how many messages of one signer are accepted at once, per direction or node
 * @param updateRefillSeconds after which time one more is
 * @param maxWaiting channels that may wait for the chain's answer
 * @param confirmations before a channel's announcement is believed
 */
public record GossipRules(
        Bytes32 chainHash, PublicKey nodeId, int updateBurst, int updateRefillSeconds, int maxWaiting,
        int confirmations) {
    /** BOLT 7, "Recommendation on Pruning Stale Entries": two weeks. */
    public static final long STALE_SECONDS = 1_209_600;
    /** How far in the future a timestamp may lie before it is "unreasonably far". */
    public static final long FUTURE_SECONDS = 86_400;
    /** BOLT 7: a channel is forgotten that many blocks after its funding output was spent. */
    public static final int FORGET_BLOCKS = 72;
    /** BOLT 7: confirmations before a channel may be announced. */
    private static final int CONFIRMATIONS = 6;
    /** Feature fields, addresses and unknown fields beyond this make a message too long to keep and relay. */
    public static final int MAX_FIELD_BYTES = 1_024;

    public GossipRules {
        if (updateBurst < 1 || updateRefillSeconds < 1 || maxWaiting < 1) {
            throw new IllegalArgumentException("burst, refill time and waiting channels must be positive, are "
                    + updateBurst + ", " + updateRefillSeconds + ", " + maxWaiting);
        }
    }

    /** Ten changes at once and one more every ten minutes; 5,000 channels waiting. */
    public static GossipRules standard(Bytes32 chainHash, PublicKey nodeId) {
        return new GossipRules(chainHash, nodeId, 10, 600, 5_000, CONFIRMATIONS);
    }

    /** The same for a chain that is buried faster, such as a private one. */
    public GossipRules withConfirmations(int other) {
        return new GossipRules(chainHash, nodeId, updateBurst, updateRefillSeconds, maxWaiting, other);
    }
}
