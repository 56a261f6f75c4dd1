package lnhub.protocol.wire;

import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * BOLT 7, "The channel_update Message".
 *
 * @param timestamp seconds since the epoch
 * @param cltvExpiryDelta blocks
 * @param htlcMinimumMsat unsigned 64-bit: negative when 2^63 or more
 * @param feeProportionalMillionths parts per million of the amount forwarded
 * @param htlcMaximumMsat unsigned 64-bit: negative when 2^63 or more
 */
public record ChannelUpdate(
        Signature signature,
        Bytes32 chainHash,
        ShortChannelId shortChannelId,
        long timestamp,
        int messageFlags,
        int channelFlags,
        int cltvExpiryDelta,
        long htlcMinimumMsat,
        long feeBaseMsat,
        long feeProportionalMillionths,
        long htlcMaximumMsat,
        Bytes extra) implements GossipMessage {
    public static final int TYPE = 258;

    @Override
    public int type() {
        return TYPE;
    }
}
