package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** BOLT 1, "The error and warning Messages": like an error, but the channel goes on. */
public record Warning(Bytes32 channelId, Bytes data) implements Message {
    public static final int TYPE = 1;

    @Override
    public int type() {
        return TYPE;
    }
}
