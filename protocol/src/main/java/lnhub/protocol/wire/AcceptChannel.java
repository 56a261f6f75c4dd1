package lnhub.protocol.wire;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/**
 * BOLT 2, "The accept_channel Message". {@code channelId()} is the temporary one.
 * {@code maxHtlcValueInFlightMsat} is at most {@link Long#MAX_VALUE}, whatever greater value was sent.
 */
public record AcceptChannel(
        Bytes32 temporaryChannelId,
        long dustLimitSat,
        long maxHtlcValueInFlightMsat,
        long channelReserveSat,
        long htlcMinimumMsat,
        long minimumDepth,
        int toSelfDelay,
        int maxAcceptedHtlcs,
        PublicKey fundingPubkey,
        PublicKey revocationBasepoint,
        PublicKey paymentBasepoint,
        PublicKey delayedPaymentBasepoint,
        PublicKey htlcBasepoint,
        PublicKey firstPerCommitmentPoint,
        TlvStream tlvs) implements ChannelMessage {
    public static final int TYPE = 33;

    @Override
    public int type() {
        return TYPE;
    }

    @Override
    public Bytes32 channelId() {
        return temporaryChannelId;
    }
}
