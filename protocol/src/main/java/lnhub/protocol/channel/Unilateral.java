package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lnhub.protocol.claims.ChainTransaction;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.KnownCommitments;
import lnhub.protocol.claims.Recognition;
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
        Bytes transaction = CommitmentTransactions.signedLocal(state.funded().commitments(), context.signer());
        Draft draft = new Draft(link.disconnected());
        draft.bind(new Event.ForceCloseStarted(reason, transaction), new Effect.PublishTx(transaction));
        draft.effect(new Effect.Answer(
                new Effect.Outcome.ClosePublished(ChainTransaction.parse(transaction).txid())));
        Reestablish.drop(state, link, draft);
        OnChain after = (OnChain) draft.applyTo(state);
        return new Enforcement(after, draft, context).begin(OfferedOutcomes.received(link));
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
        return Channel.then(state.decideHere(new Command.NewBlock(height), link, context),
                expiring(state, link, context).toArray(Effect.Unbinding[]::new));
    }

    /**
     * Incoming HTLCs that are about to expire while the channel that carries them on has no outcome: it is asked for
     * one, or the peer closes this channel too. A peer that is away could not be told; one that comes back is, without
     * a block in between.
     */
    static List<Effect.Unbinding> expiring(Live state, Link link, Context context) {
        List<Effect.Unbinding> effects = new ArrayList<>();
        int height = context.blockHeight();
        for (Htlc.Received htlc : state.funded().commitments().received().htlcs()) {
            boolean open = htlc.isCommitted() && htlc.settlement().isEmpty() && !link.isRemoving(htlc.id());
            if (open && link.isUp() && height >= htlc.cltvExpiry() - context.policy().failUpstreamBlocks()
                    && htlc.assignment().orElse(null) instanceof Assignment.ToChannel to) {
                effects.add(new Effect.TellExpiring(to.outgoing(), htlc.id()));
            }
        }
        return effects;
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

    /** Nothing is certain yet; but if it is the peer's commitment, it can be paid for when something is due. */
    static Decision fundingSpentUnconfirmed(Live state, Link link, Bytes transaction, Context context) {
        Link seeing = link.seeing(new Link.Seen(transaction, context.blockHeight()));
        return state instanceof OnChain onChain ? new Enforcement(onChain, new Draft(seeing), context).advance()
                : Decision.none(seeing);
    }

    /** Somebody has spent the funding output. */
    static Decision fundingSpent(Live state, Link link, Command.OutputSpent spent, Context context) {
        ChainTransaction transaction = ChainTransaction.parse(spent.transaction());
        if (state instanceof OnChain known && known.isInChain(transaction.txid(), spent.blockHash())) {
            return Decision.none(link);
        }
        FundingSpend kind = Recognition.of(ChainClaims.channel(state.funded().params()),
                known(state.funded(), context.signer()), context.signer()::commitmentPoint, transaction);
        Draft draft = new Draft(link.disconnected());
        draft.event(new Event.FundingSpent(transaction.txid(), spent.transaction(), spent.height(),
                spent.blockHash(), kind));
        Reestablish.drop(state, link, draft);
        if (link.phase() != Link.Phase.DOWN && !(kind instanceof FundingSpend.MutualClose)) {
            draft.effect(new Effect.Send(Channel.error(state.funded().params().channelId(),
                    "the funding output is spent")));
        }
        OnChain after = (OnChain) draft.applyTo(state);
        Enforcement enforcement = new Enforcement(after, draft, context);
        if (state instanceof OnChain before) {
            enforcement.releaseFormer(before.claims());
        }
        return enforcement.begin(OfferedOutcomes.received(link));
    }

    private static KnownCommitments known(Funded funded, Signer signer) {
        Commitments commitments = funded.commitments();
        Commitments.Remote remote = commitments.remote();
        Set<Bytes> scripts = new HashSet<>();
        funded.localShutdown().ifPresent(scripts::add);
        funded.remoteShutdown().ifPresent(scripts::add);
        Optional<Bytes32> next = remote.awaitingRevocation() ? Optional.of(CommitmentTransactions.remote(commitments,
                remote.nextPoint(), remote.number() + 1, View.REMOTE_SIGNED).txid()) : Optional.empty();
        return new KnownCommitments(commitments.local().number(),
                CommitmentTransactions.local(commitments, signer, commitments.local().number(), View.LOCAL).txid(),
                CommitmentTransactions.remote(commitments, remote.point(), remote.number(), View.REMOTE).txid(),
                next, commitments.secrets(), scripts);
    }
}
