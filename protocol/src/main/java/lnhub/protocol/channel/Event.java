package lnhub.protocol.channel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/** What has happened to a channel. All events of one decision are journalled as one record, {@link Recorded}. */
public sealed interface Event {

    /** One journal record: the events of one decision, in order. */
    record Recorded(List<Event> events) {
    }

    // --- opening ---

    /** We are the funder and are about to send funding_created. @param fundingTx signed, to be published later */
    record FundingCreatedSent(ChannelParams params, Opened opened, Bytes fundingTx) implements Event {
    }

    /** We are the fundee and are about to send funding_signed. @param signature the funder's, of our commitment 0 */
    record FundingSignedSent(ChannelParams params, Opened opened, Signature signature) implements Event {
    }

    /** The amounts of commitment 0. */
    record Opened(long localMsat, long remoteMsat, int feeratePerKw, PublicKey remoteFirstPoint, int height) {
    }

    /** The fundee's signature of our commitment 0: the funding transaction may be published. */
    record FundingSignedReceived(Signature signature) implements Event {
    }

    /** The channel will never be: nothing was published. */
    record FundingAbandoned(String reason) implements Event {
    }

    record FundingConfirmed(ShortChannelId shortChannelId) implements Event {
    }

    /** @param alias the short channel id that the peer wants in invoices' hints, if any */
    record ChannelReadyReceived(PublicKey nextPoint, Optional<ShortChannelId> alias) implements Event {
    }

    /** The peer's half of the channel_announcement, verified. */
    record AnnouncementSigned(Signature nodeSignature, Signature bitcoinSignature) implements Event {
    }

    // --- the commitment dance ---

    /**
     * Our commitment_signed is about to leave, with every update it signs.
     *
     * @param floors of the channels whose offers are among the updates, see {@link AnsweredOffers}
     */
    record CommitmentSent(List<Update> updates, Map<ChannelRef, Long> floors) implements Event {
    }

    /** The peer's commitment_signed, verified, with every update it signs; our revoke_and_ack is about to leave. */
    record CommitmentReceived(List<Update> updates, Signature signature, List<Signature> htlcSignatures, long atMs)
            implements Event {
    }

    record RevocationReceived(Bytes32 secret, PublicKey nextPoint) implements Event {
    }

    // --- forwarding ---

    record ForwardAssigned(long htlcId, Assignment assignment) implements Event {
    }

    /** An offer was refused. @param floor the lowest id its channel may still offer; see {@link AnsweredOffers} */
    record OfferRefused(ChannelRef incoming, long htlcId, long floor) implements Event {
    }

    /** An offer of a payment of our own was refused; owed to it as any other outcome. @param failure encoded */
    record LocalRefused(Origin.Local origin, Bytes failure) implements Event {
    }

    /** The outcome of an incoming HTLC, while the peer cannot be told. */
    record SettlementRecorded(long htlcId, Settlement settlement) implements Event {
    }

    record UpstreamAcked(List<Origin> origins) implements Event {
    }

    record HistoryAcked(List<Long> htlcIds) implements Event {
    }

    // --- closing ---

    record ShutdownSent(Bytes script) implements Event {
    }

    record ShutdownReceived(Bytes script) implements Event {
    }

    /** Both shutdowns were exchanged and no HTLC is left. */
    record NegotiationStarted() implements Event {
    }

    record ClosingSignedSent(long feeSat) implements Event {
    }

    /** Both signatures are there. @param transaction the mutual close, ready to publish */
    record ClosingAgreed(Bytes transaction) implements Event {
    }

    /** @param transaction our current commitment, signed: derived from durable state alone */
    record ForceCloseStarted(String reason, Bytes transaction) implements Event {
    }

    /** The peer proved that it knows a later state than we do: we must never publish ours. */
    record DataLost(String reason) implements Event {
    }

    // --- on chain ---

    /**
     * A transaction in the chain spends the funding output.
     *
     * @param transaction with its witnesses; empty where an older version of the hub recorded no more than its txid
     * @param blockHash of the block with it, in internal byte order
     */
    record FundingSpent(Bytes32 txid, Bytes transaction, int height, Bytes32 blockHash, FundingSpend kind)
            implements Event {
    }

    /** The HTLCs that the revoked commitment in the chain may have had. */
    record RevokedHtlcsFound(List<RevokedHtlc> htlcs) implements Event {
    }

    /** A transaction in the chain spends an output that matters to us. */
    record OutputTaken(OutPoint output, ChainFacts.Taken how) implements Event {
    }

    /** The blocks from this height on, in which something had been seen, are not in the chain any more. */
    record BlocksUndone(int fromHeight) implements Event {
    }

    /** How HTLCs of ours ended on chain, by id: a preimage was seen there, or they are dead. */
    record OfferedResolved(Map<Long, Settlement> outcomes) implements Event {
    }

    /** A transaction that takes outputs is about to be published. @param replaces the txids of those it replaces */
    record ClaimPublished(PublishedClaim claim, List<Bytes32> replaces) implements Event {
    }

    /** Forwards whose incoming HTLC was paid on chain. */
    record ForwardsEarned(List<ForwardRecord> forwards) implements Event {
        Map<Long, ForwardRecord> byHtlc() {
            Map<Long, ForwardRecord> byHtlc = new LinkedHashMap<>();
            forwards.forEach(forward -> byHtlc.put(forward.htlcId(), forward));
            return byHtlc;
        }
    }

    /** So many HTLCs of revoked commitments are remembered by their store. */
    record RevokedStored(long upTo) implements Event {
    }

    /** What was stored of revoked commitments will be deleted. */
    record RevokedForgotten() implements Event {
    }

    /** Everything that was ours is claimed and buried. */
    record ChannelClosed(int height) implements Event {
    }
}
