package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.TlvStream;
import lnhub.protocol.wire.UpdateAddHtlc;
import lnhub.protocol.wire.UpdateFailHtlc;
import lnhub.protocol.wire.UpdateFailMalformedHtlc;
import lnhub.protocol.wire.UpdateFee;
import lnhub.protocol.wire.UpdateFulfillHtlc;
import lnhub.protocol.wire.UpdateMessage;

/** A change to the commitments (BOLT 2, "Normal Operation"), as the journal keeps it: without the channel id. */
public sealed interface Update {

    /** @param origin empty on HTLCs that the peer offers */
    record Add(long id, long amountMsat, Bytes32 paymentHash, long cltvExpiry, Bytes onion, Optional<Origin> origin)
            implements Update {
    }

    /** The removal of an HTLC that the other side offered. @param settlement never {@code Rejected} */
    record Remove(long id, Settlement settlement) implements Update {
    }

    record Fee(int feeratePerKw) implements Update {
    }

    /** The message that proposes this update. */
    default UpdateMessage toMessage(Bytes32 channelId) {
        return switch (this) {
            case Add add -> new UpdateAddHtlc(channelId, add.id, add.amountMsat, add.paymentHash, add.cltvExpiry,
                    add.onion, TlvStream.EMPTY);
            case Fee fee -> new UpdateFee(channelId, fee.feeratePerKw, TlvStream.EMPTY);
            case Remove remove -> switch (remove.settlement) {
                case Settlement.Fulfilled f ->
                        new UpdateFulfillHtlc(channelId, remove.id, f.preimage(), TlvStream.EMPTY);
                case Settlement.Failed f -> new UpdateFailHtlc(channelId, remove.id, f.reason(), TlvStream.EMPTY);
                case Settlement.FailedMalformed f -> new UpdateFailMalformedHtlc(channelId, remove.id,
                        f.sha256OfOnion(), f.failureCode(), TlvStream.EMPTY);
                case Settlement.Rejected r -> throw new IllegalStateException("a rejection has no onion yet");
            };
        };
    }
}
