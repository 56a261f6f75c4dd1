package lnhub.protocol.channel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.Message;

/** What a decision wants done; data only, so that two decisions can be compared. */
public sealed interface Effect {

    /** Binds us to something. Only a decision that records an event can carry one. */
    sealed interface Binding extends Effect {
    }

    /** Can be lost, repeated or made up without harm. */
    sealed interface Unbinding extends Effect {
    }

    /** A funding_created, funding_signed, commitment_signed, revoke_and_ack or closing_signed for the first time. */
    record SendBinding(Message message) implements Binding {
    }

    record PublishTx(Bytes transaction) implements Binding {
    }

    /** @param publication a transaction that takes outputs */
    record PublishClaim(Publication publication) implements Binding {
    }

    /** Any other message, or one that durable state already explains. */
    record Send(Message message) implements Unbinding {
    }

    /** Publish again what was recorded before. */
    record PublishAgain(Bytes transaction) implements Unbinding {
    }

    record PublishClaimAgain(Publication publication) implements Unbinding {
    }

    /** Warn the peer and drop the connection; nothing durable changes. */
    record Disconnect(String reason) implements Unbinding {
    }

    /**
     * Ask for a {@link Command.Sign}.
     *
     * @param patience 0: at once; else how many signatures would be made for few updates, so that waiting for more of
     *     them is worth the longer the greater it is
     */
    record RequestSign(int patience) implements Unbinding {
    }

    /** Ask the wallet for a funding transaction. */
    record FundChannel(Bytes script, long amountSat, int feeratePerKw) implements Unbinding {
    }

    /** The funding transaction will not be published: its inputs are free again. */
    record ReleaseFunding(Bytes transaction) implements Unbinding {
    }

    /**
     * Tell when the funding output is {@code depth} deep, and when it is spent.
     *
     * @param sinceHeight no earlier block can have spent it
     */
    record WatchFunding(OutPoint funding, Bytes script, long capacitySat, int depth, int sinceHeight)
            implements Unbinding {
    }

    /**
     * Tell when any of these is spent, also if it was between {@code fromHeight} and now.
     *
     * @param outputs not empty
     * @param seen blocks that were seen, by height: tell if one of them is not in the chain any more
     */
    record WatchOutputs(Set<OutPoint> outputs, int fromHeight, Map<Integer, Bytes32> seen) implements Unbinding {
    }

    /** Ask the store for the HTLCs that a revoked commitment of the peer's may have had. */
    record FindRevokedHtlcs(long commitmentNumber) implements Unbinding {
    }

    /** @param firstIndex of the first among all revoked HTLCs of this channel: storing again changes nothing */
    record StoreRevoked(long firstIndex, List<RevokedHtlc> htlcs) implements Unbinding {
    }

    /** The channel is closed and buried: nothing of it has to be remembered for a penalty any more. */
    record ForgetRevoked() implements Unbinding {
    }

    /**
     * Ask the wallet for confirmed coins; asked again with the same purpose it gives the same ones, and more if they do
     * not suffice.
     *
     * @param amountSat what they must be worth after the fee for spending them
     */
    record ReserveCoins(Bytes32 purpose, long amountSat, int feeratePerKw) implements Unbinding {
    }

    /** What was reserved for this and is not spent is free again. */
    record ReleaseCoins(Bytes32 purpose) implements Unbinding {
    }

    /** Something that the operator must know: money may be lost (BOLT 5, "General Requirements"). */
    record Alert(String text) implements Unbinding {
    }

    /** Ask the channel that carries this HTLC on for an outcome: there is no more time. */
    record TellExpiring(ChannelRef outgoing, long htlcId) implements Unbinding {
    }

    record OfferTo(ChannelRef outgoing, Offer offer) implements Unbinding {
    }

    /** An HTLC for this node itself. */
    record Deliver(long htlcId, Bytes32 paymentHash, long amountMsat, long cltvExpiry, HopPayload.Final payload)
            implements Unbinding {
    }

    record TellTaken(Origin origin) implements Unbinding {
    }

    record TellRefused(Origin origin, Bytes failure) implements Unbinding {
    }

    record SettleUpstream(Origin origin, Settlement settlement) implements Unbinding {
    }

    /** The outcome of an incoming HTLC is durable here: whoever told it may forget it. */
    record AckSettlement(ChannelRef outgoing, long htlcId) implements Unbinding {
    }

    record StoreForwards(List<ForwardRecord> forwards) implements Unbinding {
    }

    /** Both halves are there: the network may know of the channel. */
    record AnnounceChannel(ChannelAnnouncement announcement, long capacitySat) implements Unbinding {
    }

    /** From now on the peer speaks of the channel by this id. */
    record ChannelIdAssigned(Bytes32 temporaryChannelId, Bytes32 channelId) implements Unbinding {
    }

    /** Whoever asked for something waits for this. */
    record Answer(Outcome outcome) implements Unbinding {
    }

    /** How something that was asked for went on. */
    sealed interface Outcome {
        record FundingPublished(OutPoint funding) implements Outcome {
        }

        record Ready(ShortChannelId shortChannelId) implements Outcome {
        }

        record ClosePublished(Bytes32 txid) implements Outcome {
        }

        record Refused(String reason) implements Outcome {
        }
    }
}
