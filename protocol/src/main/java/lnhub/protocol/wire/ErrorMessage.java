package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** BOLT 1, "The error and warning Messages". All-zero {@code channelId} means every channel with this peer. */
public record ErrorMessage(Bytes32 channelId, Bytes data) implements Message {
    public static final int TYPE = 17;

    @Override
    public int type() {
        return TYPE;
    }
}
