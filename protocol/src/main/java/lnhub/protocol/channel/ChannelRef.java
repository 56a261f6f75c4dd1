package lnhub.protocol.channel;

import lnhub.protocol.units.Bytes32;

/**
 * Our own name for one of our channels, from before its funding exists until it is forgotten. Random, chosen by us
 * alone: a peer chooses temporary channel ids, so they can name nothing durable. Its keys derive from it.
 */
public record ChannelRef(Bytes32 value) implements Comparable<ChannelRef> {

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
