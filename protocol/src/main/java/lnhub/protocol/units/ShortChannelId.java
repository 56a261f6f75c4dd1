package lnhub.protocol.units;

/**
 * Where a channel's funding output is in the chain (BOLT 7, "Definition of short_channel_id"):
 * block height (24 bits), transaction index (24 bits), output index (16 bits).
 */
public record ShortChannelId(long value) implements Comparable<ShortChannelId> {

    /** @throws IllegalArgumentException when a part does not fit its field */
    public static ShortChannelId of(int blockHeight, int txIndex, int outputIndex) {
        if ((blockHeight >>> 24) != 0 || (txIndex >>> 24) != 0 || (outputIndex >>> 16) != 0) {
            throw new IllegalArgumentException("short_channel_id part out of range: "
                    + blockHeight + "x" + txIndex + "x" + outputIndex);
        }
        return new ShortChannelId(((long) blockHeight << 40) | ((long) txIndex << 16) | outputIndex);
    }

    public int blockHeight() {
        return (int) (value >>> 40);
    }

    public int txIndex() {
        return (int) (value >>> 16) & 0xFFFFFF;
    }

    public int outputIndex() {
        return (int) value & 0xFFFF;
    }

    @Override
    public int compareTo(ShortChannelId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return blockHeight() + "x" + txIndex() + "x" + outputIndex();
    }
}
