package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lnhub.protocol.units.Bytes;

/**
 * What a channel knows only as long as it lives in memory: the connection, the updates not yet signed, and which of
 * its debts were acknowledged. All of it may be lost at any moment; a disconnection loses the proposals
 * (BOLT 2, "Message Retransmission").
 *
 * @param features of the peer, while connected
 * @param proposed our updates that no commitment_signed of ours covers yet, in order
 * @param received the peer's updates that no commitment_signed of theirs covers yet, in order
 * @param signing how soon a {@link Command.Sign} comes
 * @param closing whether a shutdown is to follow the next commitment_signed
 * @param negotiation what has been said of a channel that does not exist yet
 * @param closingFees how far the closing fee is negotiated on this connection
 * @param chain what this channel has been told of the chain beyond what it records
 */
public record Link(Phase phase, Optional<Command.PeerFeatures> features, List<Update> proposed,
        List<Update> received, Signing signing, boolean closing, Acks acks, Optional<Negotiation> negotiation,
        Optional<ClosingFees> closingFees, Chain chain) {

    /** DOWN: no connection. SYNCING: waiting for the peer's channel_reestablish. UP: messages may flow. */
    public enum Phase { DOWN, SYNCING, UP }

    /** NONE: it was not asked for. GATHERING: when updates had time to gather. NOW: at once. */
    public enum Signing { NONE, GATHERING, NOW }

    /** @param lastSentSat our last proposal @param lastReceivedSat the peer's, -1 before there was one */
    public record ClosingFees(long lastSentSat, long lastReceivedSat, long minSat, long maxSat) {
    }

    /**
     * Hearsay of the chain.
     *
     * @param height up to which block this channel has been told what concerns it; empty while that is looked up. The
     *     tip may be further on, and what the blocks up to there hold, or have undone, not told yet
     * @param spend the transaction that was last seen in the mempool to spend the funding output
     * @param unfunded whether no block is known to have the funding transaction, which may then never have one
     */
    public record Chain(OptionalInt height, Optional<Seen> spend, boolean unfunded) {
        static final Chain UNKNOWN = new Chain(OptionalInt.empty(), Optional.empty(), false);
    }

    /** A transaction of the mempool. @param height of the tip when it was seen: it may be gone since */
    public record Seen(Bytes transaction, int height) {
    }

    /**
     * Acknowledgements, which outlive a connection but not the process.
     *
     * @param taken incoming HTLCs whose outgoing channel has said that it carries them
     * @param paid outcomes that their origin has durably since the last event
     * @param stored forwards in the history since the last event
     * @param floors the highest floor seen of each incoming channel, see {@link AnsweredOffers}
     * @param revokedStored how many HTLCs of revoked commitments have been stored
     */
    public record Acks(Set<Long> taken, Set<Origin> paid, Set<Long> stored, Map<ChannelRef, Long> floors,
            long revokedStored) {
        static final Acks NONE = new Acks(Set.of(), Set.of(), Set.of(), Map.of(), 0);
    }

    public static final Link DOWN = new Link(Phase.DOWN, Optional.empty(), List.of(), List.of(), Signing.NONE, false,
            Acks.NONE, Optional.empty(), Optional.empty(), Chain.UNKNOWN);

    boolean isUp() {
        return phase == Phase.UP;
    }

    boolean hasProposals() {
        return !proposed.isEmpty() || !received.isEmpty();
    }

    /** Whether a removal of this HTLC of the peer's is proposed. */
    boolean isRemoving(long htlcId) {
        return removes(proposed, htlcId);
    }

    /** Whether the peer has proposed to remove this HTLC of ours. */
    boolean isRemovedByPeer(long htlcId) {
        return removes(received, htlcId);
    }

    private static boolean removes(List<Update> updates, long htlcId) {
        for (Update update : updates) {
            if (update instanceof Update.Remove remove && remove.id() == htlcId) {
                return true;
            }
        }
        return false;
    }

    /** What survives a disconnection: acknowledgements do not belong to the connection. */
    Link disconnected() {
        return new Link(Phase.DOWN, Optional.empty(), List.of(), List.of(), Signing.NONE, false, acks, Optional.empty(),
                Optional.empty(), chain);
    }

    Link connected(Phase phase, Command.PeerFeatures features) {
        return new Link(phase, Optional.of(features), List.of(), List.of(), Signing.NONE, false, acks, Optional.empty(),
                Optional.empty(), chain);
    }

    Link up() {
        return new Link(Phase.UP, features, proposed, received, signing, closing, acks, negotiation, closingFees,
                chain);
    }

    Link proposing(Update update) {
        return new Link(phase, features, append(proposed, update), received, signing, closing, acks, negotiation,
                closingFees, chain);
    }

    Link receiving(Update update) {
        return receiving(append(received, update));
    }

    Link receiving(List<Update> received) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, closingFees, chain);
    }

    /** After our commitment_signed: nothing of ours is unsigned. */
    Link signed() {
        return new Link(phase, features, List.of(), received, Signing.NONE, closing, acks, negotiation, closingFees,
                chain);
    }

    Link signing(Signing signing) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, closingFees, chain);
    }

    Link closing(boolean closing) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, closingFees, chain);
    }

    Link with(Acks acks) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, closingFees, chain);
    }

    Link with(Optional<Negotiation> negotiation) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, closingFees, chain);
    }

    Link with(ClosingFees fees) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, Optional.of(fees),
                chain);
    }

    /** What a command of the chain's says of how far it has been told. */
    Link following(Command command) {
        return switch (command) {
            case Command.CaughtUp caughtUp -> at(caughtUp.height());
            case Command.NewBlock block when chainHeight().isPresent() -> at(block.height());
            case Command.BlocksUndone undone when chainHeight().isPresent() ->
                    at(Math.min(chainHeight().getAsInt(), undone.fromHeight() - 1));
            case Command.FundingUnconfirmed gone -> with(new Chain(chain.height, chain.spend, true));
            case Command.FundingDeep deep -> with(new Chain(chain.height, chain.spend, false));
            default -> this;
        };
    }

    OptionalInt chainHeight() {
        return chain.height;
    }

    private Link at(int height) {
        return with(new Chain(OptionalInt.of(height), chain.spend, chain.unfunded));
    }

    Link seeing(Seen spend) {
        return with(new Chain(chain.height, Optional.of(spend), chain.unfunded));
    }

    private Link with(Chain chain) {
        return new Link(phase, features, proposed, received, signing, closing, acks, negotiation, closingFees, chain);
    }

    Link taking(long htlcId) {
        return with(new Acks(plus(acks.taken, Set.of(htlcId)), acks.paid, acks.stored, acks.floors,
                acks.revokedStored));
    }

    Link keepingTaken(Set<Long> live) {
        Set<Long> kept = new HashSet<>(acks.taken);
        kept.retainAll(live);
        return with(new Acks(kept, acks.paid, acks.stored, acks.floors, acks.revokedStored));
    }

    Link paying(Origin origin) {
        return with(new Acks(acks.taken, plus(acks.paid, Set.of(origin)), acks.stored, acks.floors,
                acks.revokedStored));
    }

    Link storing(List<Long> htlcIds) {
        return with(new Acks(acks.taken, acks.paid, plus(acks.stored, htlcIds), acks.floors, acks.revokedStored));
    }

    Link storingRevoked(long upTo) {
        return with(new Acks(acks.taken, acks.paid, acks.stored, acks.floors, Math.max(upTo, acks.revokedStored)));
    }

    /** After the acknowledgements went into the journal with some event. */
    Link acksRecorded(List<Origin> recorded) {
        Set<Origin> left = new HashSet<>(acks.paid);
        recorded.forEach(left::remove);
        return with(new Acks(acks.taken, left, Set.of(), acks.floors, acks.revokedStored));
    }

    Link raisingFloor(ChannelRef incoming, long floor) {
        if (acks.floors.getOrDefault(incoming, -1L) >= floor) {
            return this;
        }
        Map<ChannelRef, Long> raised = new HashMap<>(acks.floors);
        raised.put(incoming, floor);
        return with(new Acks(acks.taken, acks.paid, acks.stored, raised, acks.revokedStored));
    }

    private static <T> Set<T> plus(Set<T> set, Collection<T> more) {
        Set<T> sum = new HashSet<>(set);
        sum.addAll(more);
        return sum;
    }

    private static List<Update> append(List<Update> updates, Update update) {
        List<Update> more = new ArrayList<>(updates.size() + 1);
        more.addAll(updates);
        more.add(update);
        return more;
    }
}
