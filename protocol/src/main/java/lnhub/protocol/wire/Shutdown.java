package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** BOLT 2, "Closing Initiation: shutdown". */
public record Shutdown(Bytes32 channelId, Bytes scriptPubkey, TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 38;

    @Override
    public int type() {
        return TYPE;
    }
}
