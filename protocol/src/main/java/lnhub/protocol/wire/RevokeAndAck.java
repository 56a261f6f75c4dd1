package lnhub.protocol.wire;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "Completing the Transition to the Updated State". {@code perCommitmentSecret} is that of the commitment
 * now revoked.
 */
public record RevokeAndAck(
        Bytes32 channelId,
        Bytes32 perCommitmentSecret,
        PublicKey nextPerCommitmentPoint,
        TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 133;

    @Override
    public int type() {
        return TYPE;
    }
}
