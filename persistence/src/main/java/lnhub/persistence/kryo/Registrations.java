package lnhub.persistence.kryo;

import lnhub.protocol.channel.*;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Basepoints;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.SecretStore;
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

    /** 300 to 399: what channels record, and their states as snapshots. */
    public static void channel(KryoRegistry.Builder table) {
        table.with(Registrations::channelValues).with(Registrations::channelEvents)
                .with(Registrations::channelStates).with(Registrations::chainValues)
                .with(Registrations::chainEvents).with(FormerChannels::register);
    }

    private static void channelValues(KryoRegistry.Builder table) {
        table.register(300, ChannelRef.class, 1);
        table.register(301, Origin.Forwarded.class, 1);
        table.register(302, Origin.Local.class, 1);
        table.register(303, Settlement.Fulfilled.class, 1);
        table.register(304, Settlement.Failed.class, 1);
        table.register(305, Settlement.FailedMalformed.class, 1);
        table.register(306, Settlement.Rejected.class, 1);
        table.register(307, Update.Add.class, 1);
        table.register(308, Update.Remove.class, 1);
        table.register(309, Update.Fee.class, 1);
        table.register(310, Assignment.ToChannel.class, 1);
        table.register(311, Assignment.ToPayee.class, 1);
        table.register(312, ForwardRecord.class, 1);
        table.register(313, SideParams.class, 1);
        table.register(314, ChannelParams.class, 1);
        table.register(315, Basepoints.class, 1);
        table.register(316, OutPoint.class, 1);
        table.enumeration(317, CommitmentFormat.class, format -> switch (format) {
            case STATIC_REMOTE_KEY -> 1;
            case ANCHORS -> 2;
        });
    }

    private static void chainValues(KryoRegistry.Builder table) {
        table.register(318, FundingSpend.MutualClose.class, 1);
        table.register(319, FundingSpend.Ours.class, 1);
        table.enumeration(320, FundingSpend.Age.class, age -> switch (age) {
            case OUTDATED -> 1;
            case CURRENT -> 2;
            case FUTURE -> 3;
        });
        table.register(321, FundingSpend.Peers.class, 1);
        table.register(322, FundingSpend.Revoked.class, 1);
        table.register(323, FundingSpend.PeersFuture.class, 1);
        table.register(324, FundingSpend.Unknown.class, 1);
        table.register(325, RevokedHtlc.class, 1);
        table.register(326, FeeInput.class, 1);
        table.register(327, PublishedClaim.class, 1);
        table.register(328, ChainFacts.Spend.class, 1);
        table.register(329, ChainFacts.Taken.class, 1);
        table.register(392, ChainFacts.Created.class, 1);
        table.register(393, ChainFacts.class, 1);
        table.register(394, RevokedQueue.class, 1);
    }

    private static void chainEvents(KryoRegistry.Builder table) {
        table.register(354, Event.FundingSpent.class, 2);
        table.register(355, Event.ChannelClosed.class, 1);
        table.register(357, Event.RevokedHtlcsFound.class, 1);
        table.register(358, Event.OutputTaken.class, 1);
        table.register(359, Event.BlocksUndone.class, 1);
        table.register(360, Event.OfferedResolved.class, 1);
        table.register(361, Event.ClaimPublished.class, 1);
        table.register(362, Event.RevokedStored.class, 1);
        table.register(363, Event.ForwardsEarned.class, 1);
        table.register(364, Event.RevokedForgotten.class, 1);
    }

    private static void channelEvents(KryoRegistry.Builder table) {
        table.register(330, Event.Recorded.class, 1);
        table.register(331, Event.FundingCreatedSent.class, 1);
        table.register(332, Event.FundingSignedSent.class, 1);
        table.register(333, Event.Opened.class, 1);
        table.register(334, Event.FundingSignedReceived.class, 1);
        table.register(335, Event.FundingAbandoned.class, 1);
        table.register(336, Event.FundingConfirmed.class, 1);
        table.register(337, Event.ChannelReadyReceived.class, 1);
        table.register(338, Event.AnnouncementSigned.class, 1);
        table.register(339, Event.CommitmentSent.class, 1);
        table.register(340, Event.CommitmentReceived.class, 1);
        table.register(341, Event.RevocationReceived.class, 1);
        table.register(342, Event.ForwardAssigned.class, 1);
        table.register(343, Event.OfferRefused.class, 1);
        table.register(344, Event.SettlementRecorded.class, 1);
        table.register(345, Event.UpstreamAcked.class, 1);
        table.register(346, Event.HistoryAcked.class, 1);
        table.register(347, Event.ShutdownSent.class, 1);
        table.register(348, Event.ShutdownReceived.class, 1);
        table.register(349, Event.NegotiationStarted.class, 1);
        table.register(350, Event.ClosingSignedSent.class, 1);
        table.register(351, Event.ClosingAgreed.class, 1);
        table.register(352, Event.ForceCloseStarted.class, 1);
        table.register(353, Event.DataLost.class, 1);
        table.register(356, Event.LocalRefused.class, 1);
    }

    private static void channelStates(KryoRegistry.Builder table) {
        table.register(370, Unfunded.class, 1);
        table.register(371, AwaitingSignature.class, 1);
        table.register(372, AwaitingReady.class, 1);
        table.register(373, Normal.class, 1);
        table.register(374, Negotiating.class, 1);
        table.register(375, Closing.class, 2);
        table.register(376, OnChain.class, 2);
        table.register(377, DataLost.class, 2);
        table.register(378, Closed.class, 1);
        table.register(379, Funded.class, 1);
        table.register(380, Commitments.class, 1);
        table.register(381, Commitments.Local.class, 1);
        table.register(382, Commitments.Remote.class, 1);
        table.register(383, Commitments.StagedFee.class, 1);
        table.register(384, Htlc.Offered.class, 2);
        table.register(385, Htlc.Received.class, 2);
        table.register(386, Htlc.Removal.class, 1);
        table.register(389, Debts.class, 2);
        table.register(390, AnsweredOffers.class, 1);
        table.register(391, SecretStore.class, 1);
        table.register(387, HtlcTable.class, 1);
    }

    /** Everything of {@code protocol}: what modules above add to with {@link KryoRegistry.Builder#with}. */
    public static void protocol(KryoRegistry.Builder table) {
        table.with(Registrations::units).with(Registrations::wire).with(Registrations::channel);
    }
}
