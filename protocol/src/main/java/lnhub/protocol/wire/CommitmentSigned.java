package lnhub.protocol.wire;

import java.util.List;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;

/** BOLT 2, "Committing Updates So Far". HTLC signatures in the order of the outputs. */
public record CommitmentSigned(
        Bytes32 channelId,
        Signature signature,
        List<Signature> htlcSignatures,
        TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 132;

    @Override
    public int type() {
        return TYPE;
    }
}
