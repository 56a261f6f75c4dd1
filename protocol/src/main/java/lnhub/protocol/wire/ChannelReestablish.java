package lnhub.protocol.wire;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/** BOLT 2, "Message Retransmission". */
public record ChannelReestablish(
        Bytes32 channelId,
        long nextCommitmentNumber,
        long nextRevocationNumber,
        Bytes32 yourLastPerCommitmentSecret,
        PublicKey myCurrentPerCommitmentPoint,
        TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 136;

    @Override
    public int type() {
        return TYPE;
    }
}
