package lnhub.persistence.kryo;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.*;

/**
 * The table of what is stored. A number is never reused and a line never removed while a journal may hold it.
 * A changed record gets the next version here, a {@code former} line, and a new golden file beside the old one.
 * Private keys are not in it on purpose: they are derived, never stored.
 */
public final class Registrations {
    private Registrations() {
    }

    /** 100 to 199: values, whose bytes never change. */
    public static void units(KryoRegistry.Builder table) {
        table.value(100, Bytes.class, ValueForm.sized("Bytes", Bytes::unsafeArray, Bytes::wrap));
        table.value(101, Bytes32.class,
                ValueForm.fixed("Bytes32", Bytes32.SIZE, Bytes32::unsafeArray, Bytes32::wrap));
        table.value(102, PublicKey.class,
                ValueForm.fixed("PublicKey", PublicKey.SIZE, PublicKey::unsafeArray, PublicKey::wrap));
        table.value(103, Signature.class,
                ValueForm.fixed("Signature", Signature.SIZE, Signature::unsafeArray, Signature::wrap));
        table.value(104, ShortChannelId.class, new ValueForm<>("ShortChannelId",
                (output, scid) -> output.writeLong(scid.value()), input -> new ShortChannelId(input.readLong())));
        table.value(105, Features.class, ValueForm.sized("Features",
                features -> features.bits().unsafeArray(), bits -> new Features(Bytes.wrap(bits))));
        table.register(106, TlvStream.Tlv.class, 1);
        table.register(107, TlvStream.class, 1);
    }

    /** 200 to 299: messages of the peers, which events contain and which travel between cluster nodes. */
    public static void wire(KryoRegistry.Builder table) {
        table.register(200, Init.class, 1);
        table.register(201, ErrorMessage.class, 1);
        table.register(202, Warning.class, 1);
        table.register(203, Ping.class, 1);
        table.register(204, Pong.class, 1);
        table.register(205, UnknownMessage.class, 1);
        table.register(210, OpenChannel.class, 1);
        table.register(211, AcceptChannel.class, 1);
        table.register(212, FundingCreated.class, 1);
        table.register(213, FundingSigned.class, 1);
        table.register(214, ChannelReady.class, 1);
        table.register(215, Shutdown.class, 1);
        table.register(216, ClosingSigned.class, 1);
        table.register(217, CommitmentSigned.class, 1);
        table.register(218, RevokeAndAck.class, 1);
        table.register(219, ChannelReestablish.class, 1);
        table.register(220, AnnouncementSignatures.class, 1);
        table.register(230, UpdateAddHtlc.class, 1);
        table.register(231, UpdateFulfillHtlc.class, 1);
        table.register(232, UpdateFailHtlc.class, 1);
        table.register(233, UpdateFailMalformedHtlc.class, 1);
        table.register(234, UpdateFee.class, 1);
        table.register(240, ChannelAnnouncement.class, 1);
        table.register(241, NodeAnnouncement.class, 1);
        table.register(242, ChannelUpdate.class, 1);
        table.register(243, QueryShortChannelIds.class, 1);
        table.register(244, ReplyShortChannelIdsEnd.class, 1);
        table.register(245, QueryChannelRange.class, 1);
        table.register(246, ReplyChannelRange.class, 1);
        table.register(247, GossipTimestampFilter.class, 1);
    }

    /** Everything of {@code protocol}: what modules above add to with {@link KryoRegistry.Builder#with}. */
    public static void protocol(KryoRegistry.Builder table) {
        table.with(Registrations::units).with(Registrations::wire);
    }
}
