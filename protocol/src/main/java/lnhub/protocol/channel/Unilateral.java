package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Ending a channel without the peer, and noticing that the peer, or somebody, has (BOLT 5, "Failing a Channel"). */
final class Unilateral {
    /** A fundee may forget a channel whose funding does not appear for so long (BOLT 2, channel_ready). */
    private static final int FUNDING_TIMEOUT_BLOCKS = 2016;

    private Unilateral() {
    }

    /** We fail the channel and say so. */
    static Decision fail(Live state, Link link, Context context, String reason) {
        return Channel.then(close(state, link, context, reason),
                new Effect.Send(Channel.error(state.funded().params().channelId(), reason)));
    }

    /** The peer has failed the channel: BOLT 1 leaves us no choice but to do so too. */
    static Decision peerFailed(Live state, Link link, Context context, String text) {
        if (state instanceof AwaitingReady waiting && isNothingToLose(waiting.funded())) {
            return Decision.recorded(link, new Event.FundingAbandoned("the peer sent an error: " + text));
        }
        return close(state, link, context, "the peer sent an error: " + text);
    }

    /** A funder that gives up before its transaction confirmed takes nothing of ours with it. */
    private static boolean isNothingToLose(Funded funded) {
        return !funded.params().funder() && funded.shortChannelId().isEmpty()
                && funded.commitments().localMsat() == 0;
    }

    /** Publishes our current commitment, derived from durable state and recorded before. */
    static Decision close(Live state, Link link, Context context, String reason) {
        return switch (state) {
            case AwaitingSignature awaiting -> awaiting.abandon(link, reason);
            case Closing closing -> Decision.none(link);
            case OnChain onChain -> Decision.none(link);
            case DataLost lost -> Decision.of(link, new Effect.Answer(new Effect.Outcome.Refused(
                    "our commitment may be revoked: only the peer can close this channel")));
            case AwaitingReady ready -> forceClose(ready, link, context, reason);
            case Normal normal -> forceClose(normal, link, context, reason);
            case Negotiating negotiating -> forceClose(negotiating, link, context, reason);
        };
    }

    private static Decision forceClose(Live state, Link link, Context context, String reason) {
        Funded funded = state.funded();
        Bytes transaction = CommitmentTransactions.signedLocal(funded.commitments(), context.signer());
        Draft draft = Reestablish.dropped(state, link);
        draft.effect(Live.watch(funded));
        return draft.decision(new Event.ForceCloseStarted(reason, transaction),
                List.of(new Effect.PublishTx(transaction)));
    }

    /** A block brings deadlines nearer (BOLT 2, "cltv_expiry_delta Selection"). It writes nothing unless one is due. */
    static Decision newBlock(Live state, Link link, Context context, int height) {
        if (state instanceof OnChain || state instanceof Closing || state instanceof DataLost) {
            return Decision.none(link);
        }
        Optional<String> due = overdue(state.funded(), link, context.policy(), height);
        if (due.isPresent()) {
            return fail(state, link, context, due.get());
        }
        if (state instanceof AwaitingReady waiting && !waiting.funded().params().funder()
                && waiting.funded().shortChannelId().isEmpty()
                && height - waiting.funded().openedAtHeight() > FUNDING_TIMEOUT_BLOCKS) {
            return Decision.recorded(link, new Event.FundingAbandoned("no funding transaction for "
                    + FUNDING_TIMEOUT_BLOCKS + " blocks"));
        }
        return state.decideHere(new Command.NewBlock(height), link, context);
    }

    private static Optional<String> overdue(Funded funded, Link link, ChannelPolicy policy, int height) {
        for (Htlc.Offered htlc : funded.commitments().offered().htlcs()) {
            if (height >= htlc.cltvExpiry() + policy.offeredGraceBlocks()) {
                return Optional.of("HTLC " + htlc.id() + " that we offered has expired at " + htlc.cltvExpiry());
            }
        }
        for (Htlc.Received htlc : funded.commitments().received().htlcs()) {
            boolean fulfilled = htlc.removal().map(r -> r.settlement().isFulfilled()).orElse(false)
                    || htlc.settlement().map(Settlement::isFulfilled).orElse(false);
            if ((fulfilled || isFulfilling(link, htlc.id()))
                    && height >= htlc.cltvExpiry() - policy.fulfillSafetyBlocks()) {
                return Optional.of("HTLC " + htlc.id() + " that we can claim expires at " + htlc.cltvExpiry());
            }
        }
        return Optional.empty();
    }

    private static boolean isFulfilling(Link link, long htlcId) {
        return link.proposed().stream().anyMatch(update -> update instanceof Update.Remove remove
                && remove.id() == htlcId && remove.settlement().isFulfilled());
    }

    /** Somebody has spent the funding output. */
    static Decision fundingSpent(Live state, Link link, Command.FundingOutputSpent spent) {
        if (spender(state).map(spent.txid()::equals).orElse(false)) {
            return Decision.of(link, new Effect.WatchSpend(spent.txid()));
        }
        Draft draft = Reestablish.dropped(state, link);
        draft.event(new Event.FundingSpent(spent.txid(), spent.height()));
        draft.effect(new Effect.WatchSpend(spent.txid()));
        return draft.decision();
    }

    private static Optional<Bytes32> spender(Live state) {
        return switch (state) {
            case Closing closing -> closing.spentBy();
            case OnChain onChain -> onChain.spentBy();
            case DataLost lost -> lost.spentBy();
            case AwaitingSignature s -> Optional.empty();
            case AwaitingReady s -> Optional.empty();
            case Normal s -> Optional.empty();
            case Negotiating s -> Optional.empty();
        };
    }
}
