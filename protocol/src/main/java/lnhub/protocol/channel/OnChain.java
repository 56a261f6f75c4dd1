package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The channel ends on chain (BOLT 5): we have published our commitment, or the funding output was spent by another
 * transaction than the mutual close that was agreed on. It stays so until everything that was ours is claimed and
 * buried, and the fate of every HTLC is final.
 *
 * @param transaction ours, published again while nothing spends the funding output: our commitment, or a mutual close
 * @param lost whether our own commitment may be revoked, so that it must never be published
 * @param resolved HTLCs of ours whose outcome on chain is owed to their origin, by id
 * @param claims transactions of ours that are not known to have failed, in the order they were made
 */
public record OnChain(Funded funded, Optional<Bytes> transaction, String reason, boolean lost, ChainFacts facts,
        List<Long> resolved, List<PublishedClaim> claims) implements Live {

    /** Nothing has spent the funding output yet. */
    static OnChain published(Live state, Event.ForceCloseStarted started) {
        return new OnChain(state.funded(), Optional.of(started.transaction()), started.reason(), false,
                ChainFacts.NONE, state instanceof OnChain before ? before.resolved : List.of(), List.of());
    }

    /** @param transaction what was ours to publish, if anything */
    static OnChain spent(Live state, Optional<Bytes> transaction, boolean lost, Event.FundingSpent spent) {
        return new OnChain(state.funded(), transaction, "the funding output was spent by " + spent.txid().reversed(),
                lost, ChainFacts.NONE, List.of(), List.of()).spent(spent);
    }

    static OnChain spent(Live state, Event.FundingSpent spent) {
        return spent(state, Optional.empty(), false, spent);
    }

    private OnChain spent(Event.FundingSpent spent) {
        if (spent.transaction().isEmpty()) {
            // Recorded by a version that kept nothing but the txid: the chain is asked again.
            return this;
        }
        ChainFacts.Spend spend = new ChainFacts.Spend(spent.txid(), spent.transaction(), spent.height(),
                spent.blockHash(), spent.kind(), Optional.empty());
        return with(facts.with(spend), facts.isSpentBy(spent.txid()) ? claims : List.of());
    }

    /** The transaction in the chain that spends the funding output. */
    public Optional<Bytes32> spentBy() {
        return facts.spend().map(ChainFacts.Spend::txid);
    }

    /** What that transaction is. */
    public Optional<FundingSpend> spend() {
        return facts.spend().map(ChainFacts.Spend::kind);
    }

    boolean isInChain(Bytes32 txid, Bytes32 blockHash) {
        return facts.spend().filter(spend -> spend.txid().equals(txid) && spend.blockHash().equals(blockHash))
                .isPresent();
    }

    /** Whether it ended as both sides had agreed. */
    boolean isMutual() {
        return facts.spend().filter(spend -> spend.kind() instanceof FundingSpend.MutualClose).isPresent();
    }

    @Override
    public Live with(Funded funded) {
        return new OnChain(funded, transaction, reason, lost, facts, resolved, claims);
    }

    private OnChain with(ChainFacts facts, List<PublishedClaim> claims) {
        return new OnChain(funded, transaction, reason, lost, facts, resolved, claims);
    }

    @Override
    public boolean mayForwardLater() {
        return false;
    }

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Connected connected when isMutual() -> Decision.none(link);
            // A failed channel only repeats its error (BOLT 2, "Message Retransmission").
            case Command.Connected connected -> Decision.of(link,
                    new Effect.Send(Channel.error(funded.params().channelId(), "the channel is closed on chain")));
            case Command.FromPeer message -> Decision.none(link);
            case Command.NewBlock block -> new Enforcement(this, new Draft(link), context).advance();
            case Command.PayDebts debts -> {
                Draft draft = new Draft(link);
                Forwarding.repeatDebts(this, draft, context);
                yield new Enforcement(this, draft, context).advance();
            }
            // The settlement may bring a preimage that lets us claim.
            case Command.Settle settle -> new Enforcement(this, new Draft(link), context).settled(settle);
            default -> Live.super.decide(command, link, context);
        };
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        Enforcement enforcement = new Enforcement(this, new Draft(link), context);
        return switch (command) {
            case Command.OutputSpent spent -> enforcement.outputSpent(spent);
            case Command.OutputSpentUnconfirmed spent -> enforcement.seen(spent.transaction()).decision();
            case Command.BlocksUndone undone -> enforcement.undone(undone.fromHeight());
            case Command.RevokedHtlcsFound found -> enforcement.found(found);
            case Command.CoinsReserved reserved -> enforcement.reserved(reserved);
            case Command.UpstreamExpiring expiring -> enforcement.giveUp(expiring.origin());
            case Command.OfferRefused refused -> Forwarding.refusedOnChain(this, link, refused);
            default -> ignore(command, link);
        };
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.FundingSpent spent -> spent(spent);
            case Event.RevokedHtlcsFound found -> with(facts.found(found.htlcs()), claims);
            case Event.OutputTaken taken -> with(facts.with(taken.output(), taken.how()), claims.stream()
                    .filter(claim -> !claim.spends(taken.output()) || claim.txid().equals(taken.how().txid()))
                    .toList());
            case Event.BlocksUndone undone -> undone(undone.fromHeight());
            case Event.OfferedResolved outcomes -> resolved(outcomes);
            case Event.ClaimPublished published -> with(facts, replaced(published));
            case Event.ForwardsEarned earned -> with(funded.with(funded.debts().recording(earned.byHtlc())));
            case Event.ChannelClosed closed -> Closed.of(this,
                    isMutual() ? "closed together at height " + closed.height() : reason);
            default -> Live.impossible(this, event);
        };
    }

    /** What took outputs of a commitment that is not in the chain any more is nothing to rely on. */
    private OnChain undone(int fromHeight) {
        ChainFacts left = facts.undone(fromHeight);
        return with(left, left.spend().equals(facts.spend()) ? claims : List.of());
    }

    private OnChain resolved(Event.OfferedResolved event) {
        List<Long> all = new ArrayList<>(resolved);
        all.addAll(event.outcomes().keySet());
        return new OnChain(funded.with(funded.debts().owing(OfferedOutcomes.byOrigin(funded, event.outcomes()))),
                transaction, reason, lost, facts, all, claims);
    }

    private List<PublishedClaim> replaced(Event.ClaimPublished published) {
        List<PublishedClaim> all = new ArrayList<>(claims);
        all.removeIf(claim -> published.replaces().contains(claim.txid()));
        all.add(published.claim());
        return all;
    }
}
