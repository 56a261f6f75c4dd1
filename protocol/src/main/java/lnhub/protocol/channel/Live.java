package lnhub.protocol.channel;

import java.util.List;
import java.util.Map;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.ShortChannelId;

/** A channel with money in it. What every such state answers alike is here; the rest is in {@link #decideHere}. */
public sealed interface Live extends ChannelState
        permits AwaitingSignature, AwaitingReady, Normal, Negotiating, Closing, OnChain, DataLost {

    Funded funded();

    /** The same state around other data. */
    Live with(Funded funded);

    /** What only this state does. */
    Decision decideHere(Command command, Link link, Context context);

    /** Events that only this state knows. */
    ChannelState applyHere(Event event);

    /** Whether it may ever take an offer again. Where it never will, a refusal needs no record. */
    boolean mayForwardLater();

    @Override
    default Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Connected connected -> Reestablish.start(this, link, connected.features(), context);
            case Command.Disconnected disconnected -> Reestablish.disconnect(this, link);
            case Command.PeerError error -> Unilateral.peerFailed(this, link, context, error.text());
            case Command.ForceClose close -> Unilateral.close(this, link, context, close.reason());
            case Command.DeclareLost lost when mayForwardLater() -> Reestablish.lost(this, link, lost.reason());
            case Command.NewBlock block -> Unilateral.newBlock(this, link, context, block.height());
            case Command.OutputSpent spent when spent.output().equals(funded().params().funding()) ->
                    Unilateral.fundingSpent(this, link, spent, context);
            case Command.OutputSpentUnconfirmed seen when seen.output().equals(funded().params().funding()) ->
                    Unilateral.fundingSpentUnconfirmed(this, link, seen.transaction(), context);
            case Command.OfferHtlc offer -> Forwarding.offer(this, link, offer.offer(), context);
            case Command.SettleAcked acked -> Decision.none(link.paying(acked.origin()));
            case Command.ForwardsStored stored -> Decision.none(link.storing(stored.htlcIds()));
            case Command.RevokedStored stored -> Decision.none(link.storingRevoked(stored.upTo()));
            case Command.Settle settle -> Forwarding.settle(this, link, settle);
            case Command.PayDebts debts -> Forwarding.payDebts(this, link, context);
            case Command.FromPeer message when link.phase() == Link.Phase.DOWN -> Decision.none(link);
            case Command.FromPeer message when link.phase() == Link.Phase.SYNCING ->
                    Reestablish.receive(this, link, message.message(), context);
            default -> decideHere(command, link, context);
        };
    }

    @Override
    default ChannelState apply(Event event) {
        Funded funded = funded();
        Debts debts = funded.debts();
        return switch (event) {
            case Event.UpstreamAcked acked -> with(funded.with(debts.paid(acked.origins())));
            case Event.HistoryAcked acked -> with(funded.with(debts.recorded(acked.htlcIds())));
            case Event.OfferRefused refused -> with(funded.with(
                    debts.answering(
                            Map.of(refused.incoming(), List.of(refused.htlcId())),
                            Map.of(refused.incoming(), refused.floor()))));
            case Event.LocalRefused refused -> with(funded.with(debts.owing(
                    Map.of(refused.origin(), new Settlement.Rejected(refused.failure())))));
            case Event.SettlementRecorded settled -> with(funded.with(funded.commitments().withReceived(
                    funded.commitments().received().change(settled.htlcId(),
                            htlc -> htlc.settling(settled.settlement())))));
            case Event.RevokedStored stored -> with(funded.with(debts.with(debts.revoked().storedUpTo(stored.upTo()))));
            case Event.ForceCloseStarted started -> OnChain.published(this, started);
            case Event.DataLost lost -> new DataLost(funded, lost.reason());
            default -> applyHere(event);
        };
    }

    /** The peer's channel_reestablish fits: messages may flow again. @param effects what is sent again, first */
    default Decision resumed(Link link, List<Effect.Unbinding> effects, Context context) {
        Draft draft = new Draft(link);
        effects.forEach(draft::effect);
        Forwarding.repeatDebts(this, draft, context);
        return draft.decision();
    }

    /** A command that has no meaning in this state: told to whoever waits, ignored otherwise. */
    default Decision ignore(Command command, Link link) {
        return switch (command) {
            case Command.FromPeer message -> throw Violation.warn("unexpected message of type "
                    + message.message().type() + " in state " + name());
            case Command.Close close -> Decision.of(link, new Effect.Answer(
                    new Effect.Outcome.Refused("the channel is in state " + name())));
            default -> Decision.none(link);
        };
    }

    /** For texts. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Only a journal that belongs to other code can hold such an event: nothing is guessed from it. */
    static ChannelState impossible(Live state, Event event) {
        throw new IllegalStateException(event.getClass().getSimpleName() + " cannot happen in state " + state.name());
    }

    /** Watches the funding output until the channel is closed and buried. */
    static Effect.WatchFunding watch(Funded funded) {
        ChannelParams params = funded.params();
        Bytes script = FundingScript.scriptPubkey(
                params.local().basepoints().funding(), params.remote().basepoints().funding());
        return new Effect.WatchFunding(params.funding(), script, params.capacitySat(), params.minimumDepth(),
                funded.shortChannelId().map(ShortChannelId::blockHeight).orElse(funded.openedAtHeight()));
    }
}
