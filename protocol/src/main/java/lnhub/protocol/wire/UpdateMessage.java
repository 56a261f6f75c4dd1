package lnhub.protocol.wire;

/** An update that takes effect only with a commitment_signed (BOLT 2, "Normal Operation"). */
public sealed interface UpdateMessage extends ChannelMessage permits UpdateAddHtlc,
        UpdateFulfillHtlc,
        UpdateFailHtlc,
        UpdateFailMalformedHtlc,
        UpdateFee {
}
