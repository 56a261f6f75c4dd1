package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.FeeInput;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.OpenChannel;

/** What can be asked of a channel or told to it. */
public sealed interface Command {

    /** A message from the peer on the current connection. */
    record FromPeer(ChannelMessage message) implements Command {
    }

    /** The peer says this channel, or all of them, has failed (BOLT 1, error). @param text what it said, printable */
    record PeerError(String text) implements Command {
    }

    record Connected(PeerFeatures features) implements Command {
    }

    record Disconnected() implements Command {
    }

    // --- the operator ---

    /**
     * Open a channel of ours.
     *
     * @param temporaryChannelId random, unique to this peer
     * @param closeScript where a mutual close pays us
     */
    record Open(ChannelRef ref, PublicKey remoteNodeId, Bytes32 temporaryChannelId, long fundingSat, long pushMsat,
            boolean announce, CommitmentFormat format, Bytes closeScript) implements Command {
    }

    /** Take part in a channel that the peer opens. @param closeScript where a mutual close pays us */
    record Accept(ChannelRef ref, PublicKey remoteNodeId, OpenChannel message, Bytes closeScript)
            implements Command {
    }

    /** Close together. */
    record Close() implements Command {
    }

    /** Our database is older than what we may have signed since: nothing of ours may be published any more. */
    record DeclareLost(String reason) implements Command {
    }

    /** Close alone, on chain. */
    record ForceClose(String reason) implements Command {
    }

    record ChangeFeerate(int feeratePerKw) implements Command {
    }

    // --- wallet and chain ---

    record FundingPrepared(Bytes transaction, OutPoint funding) implements Command {
    }

    record FundingFailed(String reason) implements Command {
    }

    record FundingDeep(ShortChannelId shortChannelId) implements Command {
    }

    /** No block of the chain has the funding transaction: not yet or, after a reorganisation, not any more. */
    record FundingUnconfirmed() implements Command {
    }

    /** A transaction in the chain spends an output that is watched. @param blockHash in internal byte order */
    record OutputSpent(OutPoint output, Bytes transaction, int height, Bytes32 blockHash) implements Command {
    }

    /** The same in the mempool: it may never confirm, but what it reveals is known. */
    record OutputSpentUnconfirmed(OutPoint output, Bytes transaction) implements Command {
    }

    /** The blocks from this height on are not in the chain any more. */
    record BlocksUndone(int fromHeight) implements Command {
    }

    /** What the store of revoked HTLCs has for a commitment of the peer's. */
    record RevokedHtlcsFound(long commitmentNumber, List<RevokedHtlc> htlcs) implements Command {
    }

    /** So many revoked HTLCs of this channel are stored now. */
    record RevokedStored(long upTo) implements Command {
    }

    /** What was stored of revoked commitments will be deleted, whatever happens. */
    record RevokedForgotten() implements Command {
    }

    /**
     * The chain has been searched for what may have happened while we were away, and that was told.
     *
     * @param height of the tip; all that follows is told as it comes
     */
    record CaughtUp(int height) implements Command {
    }

    /** Coins of the wallet that were reserved. @param purpose what {@link Effect.ReserveCoins} asked them for */
    record CoinsReserved(Bytes32 purpose, List<FeeInput> coins) implements Command {
    }

    record NewBlock(int height) implements Command {
    }

    // --- other entities of this node ---

    record OfferHtlc(Offer offer) implements Command {
    }

    /** An incoming HTLC must be answered in the next few blocks, or its peer closes the channel it came by. */
    record UpstreamExpiring(Origin origin) implements Command {
    }

    /** The outgoing HTLC is durable. */
    record OfferTaken(long htlcId, ChannelRef outgoing) implements Command {
    }

    /** @param failure an encoded failure message (BOLT 4) for the sender, should no other channel take it */
    record OfferRefused(long htlcId, ChannelRef outgoing, Bytes failure) implements Command {
    }

    /** The outcome of an incoming HTLC. @param outgoing the channel that carried it on; empty from the payee */
    record Settle(long htlcId, Settlement settlement, Optional<ChannelRef> outgoing) implements Command {
    }

    record SettleAcked(Origin origin) implements Command {
    }

    record ForwardsStored(List<Long> htlcIds) implements Command {
    }

    // --- itself ---

    /** Time to sign what has been proposed. */
    record Sign() implements Command {
    }

    /** Repeat what is still owed: after a recovery, and now and then. */
    record PayDebts() implements Command {
    }

    /** What the peer's init offers that matters to a channel. */
    record PeerFeatures(boolean anySegwit, boolean upfrontShutdown, boolean largeChannels, boolean anchors) {
    }
}
