package lnhub.protocol.wire;

import lnhub.protocol.units.Bytes32;

/** A message of BOLT 2 that belongs to one channel. */
public sealed interface ChannelMessage extends Message permits OpenChannel,
        AcceptChannel,
        FundingCreated,
        FundingSigned,
        ChannelReady,
        Shutdown,
        ClosingSigned,
        CommitmentSigned,
        RevokeAndAck,
        ChannelReestablish,
        AnnouncementSignatures,
        UpdateMessage {

    /** The channel it speaks of: the temporary id until funding is known, the permanent one from then on. */
    Bytes32 channelId();
}
