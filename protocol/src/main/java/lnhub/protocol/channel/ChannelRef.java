package lnhub.protocol.channel;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * Our own name for one of our channels, from before its funding exists until it is forgotten. Random but for its end,
 * chosen by us alone: a peer chooses temporary channel ids, so they can name nothing durable. Its keys derive from its
 * beginning, {@link lnhub.protocol.transactions.ChannelKeys#PATH_SIZE} bytes.
 */
public record ChannelRef(Bytes32 value) implements Comparable<ChannelRef> {
    /** How many bytes at the end are those of the peer's node id: by them a channel is kept where its peer is. */
    private static final int OF_PEER = 2;

    /** For a new channel. @param random fresh */
    public static ChannelRef with(PublicKey peer, Bytes32 random) {
        byte[] value = random.toArray();
        System.arraycopy(peer.unsafeArray(), PublicKey.SIZE - OF_PEER, value, value.length - OF_PEER, OF_PEER);
        return new ChannelRef(Bytes32.wrap(value));
    }

    @Override
    public int compareTo(ChannelRef other) {
        return value.compareTo(other.value);
    }

    public String toHex() {
        return value.toHex();
    }

    @Override
    public String toString() {
        return value.toHex().substring(0, 12);
    }
}
