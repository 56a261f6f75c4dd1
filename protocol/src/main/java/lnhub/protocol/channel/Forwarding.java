package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.units.Bytes;

/**
 * A channel's part in carrying HTLCs from one channel to another. An incoming HTLC is offered on once it is
 * irrevocably committed; its assignment is recorded first, and each offer is answered for good: taken, once in a
 * signed commitment, or refused. Outcomes and offers are repeated until acknowledged; repeating is harmless.
 */
final class Forwarding {
    static final FailureMessage BUSY = new FailureMessage.TemporaryChannelFailure(Bytes.EMPTY);

    /** What an update is worth. An HTLC passes through four updates, so it is signed some eight times at most. */
    private static final int SIGNATURES_PER_UPDATE = 2;

    private Forwarding() {
    }

    // --- the outgoing side ---

    /** Another channel, or a payment of our own, asks us to carry an HTLC. */
    static Decision offer(Live state, Link link, Offer offer, Context context) {
        Origin origin = offer.origin();
        Draft draft = new Draft(origin instanceof Origin.Forwarded forwarded
                ? link.raisingFloor(forwarded.incoming(), offer.floor()) : link);
        if (isProposed(link, origin)) {
            return draft.decision();
        }
        if (isKnown(state.funded(), origin)) {
            answerAgain(state.funded(), origin, draft);
            return draft.decision();
        }
        if (!(state instanceof Normal normal) || !link.isUp() || link.closing() || normal.funded().isShuttingDown()) {
            refuse(state, origin, BUSY, draft);
            return draft.decision();
        }
        Commitments commitments = state.funded().commitments();
        long id = commitments.nextOfferedId() + link.proposed().stream().filter(Update.Add.class::isInstance).count();
        Update.Add add = new Update.Add(id, offer.amountMsat(), offer.paymentHash(), offer.cltvExpiry(),
                offer.onion(), Optional.of(origin));
        Link proposing = draft.link().proposing(add);
        Tally next = Tally.of(commitments, View.REMOTE_NEXT, proposing.proposed());
        if (state.funded().debts().revoked().isFull()
                || Limits.refusal(add, commitments.params(), next, context).isPresent()) {
            refuse(state, origin, BUSY, draft);
            return draft.decision();
        }
        draft.link(proposing);
        draft.effect(new Effect.Send(add.toMessage(commitments.params().channelId())));
        requestSign(commitments, draft);
        return draft.decision();
    }

    private static boolean isProposed(Link link, Origin origin) {
        for (Update update : link.proposed()) {
            if (update instanceof Update.Add add && add.origin().orElseThrow().equals(origin)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this offer was answered for good. Payments of our own are known until they have their outcome. */
    private static boolean isKnown(Funded funded, Origin origin) {
        return funded.debts().hasAnswered(origin)
                || origin instanceof Origin.Local && (funded.debts().upstream().containsKey(origin)
                        || isOffered(funded, origin));
    }

    private static boolean isOffered(Funded funded, Origin origin) {
        return funded.commitments().offered().htlcs().stream().anyMatch(htlc -> htlc.origin().equals(origin));
    }

    private static void answerAgain(Funded funded, Origin origin, Draft draft) {
        Settlement outcome = funded.debts().upstream().get(origin);
        if (outcome != null || isOffered(funded, origin)) {
            draft.effect(new Effect.TellTaken(origin));
        } else {
            draft.effect(new Effect.TellRefused(origin, BUSY.encode()));
        }
        if (outcome != null) {
            draft.effect(new Effect.SettleUpstream(origin, outcome));
        }
    }

    /** Refuses for good: what was refused once is never taken later, so the origin may ask another channel. */
    static void refuse(Live state, Origin origin, FailureMessage failure, Draft draft) {
        if (!state.mayForwardLater()) {
            draft.effect(new Effect.TellRefused(origin, failure.encode()));
            return;
        }
        switch (origin) {
            case Origin.Forwarded from -> {
                long floor = draft.link().acks().floors().getOrDefault(from.incoming(), 0L);
                draft.event(new Event.OfferRefused(from.incoming(), from.htlcId(), floor));
                draft.effect(new Effect.TellRefused(origin, failure.encode()));
            }
            case Origin.Local payment -> {
                draft.event(new Event.LocalRefused(payment, failure.encode()));
                draft.effect(new Effect.SettleUpstream(origin, new Settlement.Rejected(failure.encode())));
            }
        }
    }

    // --- the incoming side ---

    /** HTLCs of the peer's that have just become irrevocably committed find out where they go. */
    static void admit(Live state, List<Htlc.Received> htlcs, Draft draft, Context context) {
        if (htlcs.isEmpty()) {
            return;
        }
        Funded funded = state.funded();
        // What a channel brings in whose funding may never confirm again is not paid on.
        boolean busy = funded.debts().revoked().isFull() || draft.link().chain().unfunded()
                || Admission.hasTooMuchDust(funded.commitments(), context.policy());
        for (Htlc.Received htlc : htlcs) {
            switch (Admission.of(htlc, busy, funded, draft.link(), context)) {
                case Admission.Forward forward -> {
                    draft.event(new Event.ForwardAssigned(htlc.id(), forward.assignment()));
                    draft.effect(forward.offer());
                }
                case Admission.Here here -> {
                    draft.event(new Event.ForwardAssigned(htlc.id(), here.assignment()));
                    draft.effect(here.delivery());
                }
                case Admission.Reject reject -> remove(state, htlc.id(), reject.settlement(), draft);
            }
        }
    }

    /** The outgoing channel carries the HTLC: it need not be offered again. */
    static Decision taken(Live state, Link link, Command.OfferTaken taken) {
        boolean current = assignedTo(state.funded(), taken.htlcId(), taken.outgoing()).isPresent();
        return Decision.none(current ? link.taking(taken.htlcId()) : link);
    }

    /** The outgoing channel will never carry the HTLC: try another one, or fail it back. */
    static Decision refused(Live state, Link link, Command.OfferRefused refused, Context context) {
        Optional<Htlc.Received> assigned = assignedTo(state.funded(), refused.htlcId(), refused.outgoing());
        if (assigned.isEmpty() || link.isRemoving(refused.htlcId())) {
            return Decision.none(link);
        }
        Htlc.Received htlc = assigned.get();
        Draft draft = new Draft(link);
        switch (Admission.again(htlc, refused, state.funded(), link, context)) {
            case Admission.Forward forward -> {
                draft.event(new Event.ForwardAssigned(htlc.id(), forward.assignment()));
                draft.effect(forward.offer());
            }
            case Admission.Here here -> throw new IllegalStateException("a forward cannot end here");
            case Admission.Reject reject -> remove(state, htlc.id(), reject.settlement(), draft);
        }
        requestSign(state.funded().commitments(), draft);
        return draft.decision();
    }

    private static Optional<Htlc.Received> assignedTo(Funded funded, long htlcId, ChannelRef outgoing) {
        return funded.commitments().received().get(htlcId)
                .filter(htlc -> htlc.isCommitted() && htlc.settlement().isEmpty())
                .filter(htlc -> htlc.assignment().orElse(null) instanceof Assignment.ToChannel to
                        && to.outgoing().equals(outgoing));
    }

    /** How an incoming HTLC ends, as the outgoing channel or the payee has learned it. */
    static Decision settle(Live state, Link link, Command.Settle settle) {
        Draft draft = new Draft(link);
        settle(state, settle, draft);
        return draft.decision();
    }

    static void settle(Live state, Command.Settle settle, Draft draft) {
        Optional<Htlc.Received> found = state.funded().commitments().received().get(settle.htlcId());
        if (isDurable(found, settle.htlcId(), state.funded().commitments())) {
            settle.outgoing().ifPresent(outgoing ->
                    draft.effect(new Effect.AckSettlement(outgoing, settle.htlcId())));
        } else if (found.isPresent() && found.get().isCommitted() && found.get().assignment().isPresent()
                && !draft.link().isRemoving(settle.htlcId())) {
            Settlement upstream = Admission.encrypted(settle.settlement(), found.get().assignment().get());
            remove(state, settle.htlcId(), upstream, draft);
            requestSign(state.funded().commitments(), draft);
        }
    }

    /** On chain no other channel is tried: nobody would wait for it. The HTLC is left to time out. */
    static Decision refusedOnChain(OnChain state, Link link, Command.OfferRefused refused) {
        Draft draft = new Draft(link);
        assignedTo(state.funded(), refused.htlcId(), refused.outgoing()).ifPresent(htlc ->
                recordSettlement(state.funded(), htlc.id(), new Settlement.Rejected(refused.failure()), draft));
        return draft.decision();
    }

    /** An incarnation that woke up late may not know the HTLC yet: what was never here is not settled. */
    private static boolean isDurable(Optional<Htlc.Received> found, long htlcId, Commitments commitments) {
        return found.map(htlc -> htlc.removal().isPresent() || htlc.settlement().isPresent())
                .orElse(htlcId < commitments.nextReceivedId());
    }

    /** Proposes to remove an HTLC of the peer's; where that is impossible now its outcome is recorded. */
    private static void remove(Live state, long htlcId, Settlement settlement, Draft draft) {
        Funded funded = state.funded();
        if (state instanceof Normal && draft.link().isUp()) {
            Update.Remove remove = new Update.Remove(htlcId, settlement);
            draft.link(draft.link().proposing(remove));
            draft.effect(new Effect.Send(remove.toMessage(funded.params().channelId())));
        } else {
            recordSettlement(funded, htlcId, settlement, draft);
        }
    }

    static void recordSettlement(Funded funded, long htlcId, Settlement settlement, Draft draft) {
        Htlc.Received htlc = funded.commitments().received().get(htlcId).orElseThrow();
        if (htlc.settlement().isEmpty()) {
            draft.event(new Event.SettlementRecorded(htlcId, settlement));
        }
        acknowledge(htlc, draft);
    }

    /** Whoever told us the outcome of this HTLC may forget it: it is durable here once the draft is. */
    static void acknowledge(Htlc.Received htlc, Draft draft) {
        if (htlc.assignment().orElse(null) instanceof Assignment.ToChannel to) {
            draft.effect(new Effect.AckSettlement(to.outgoing(), htlc.id()));
        }
    }

    // --- both ---

    /**
     * Each commitment_signed signs every HTLC in the commitment anew, at both ends of the channel: with many of them
     * and few changes it is better to wait a little for more changes.
     */
    static void requestSign(Commitments commitments, Draft draft) {
        Link link = draft.link();
        int updates = link.proposed().size() + commitments.unsigned();
        if (!link.isUp() || link.signing() == Link.Signing.NOW || commitments.remote().awaitingRevocation()
                || updates == 0) {
            return;
        }
        int signatures = Tally.of(commitments, View.REMOTE_NEXT, link.proposed()).untrimmed();
        if (updates * SIGNATURES_PER_UPDATE >= signatures) {
            draft.link(link.signing(Link.Signing.NOW));
            draft.effect(new Effect.RequestSign(0));
        } else if (link.signing() == Link.Signing.NONE) {
            draft.link(link.signing(Link.Signing.GATHERING));
            draft.effect(new Effect.RequestSign(signatures));
        }
    }

    static Decision payDebts(Live state, Link link, Context context) {
        Draft draft = new Draft(link);
        draft.effect(Live.watch(state.funded()));
        repeatDebts(state, draft, context);
        Unilateral.expiring(state, link, context).forEach(draft::effect);
        return draft.decision();
    }

    /** Everything that is still owed to others of this node, again. */
    static void repeatDebts(Live state, Draft draft, Context context) {
        Funded funded = state.funded();
        Link.Acks acks = draft.link().acks();
        funded.debts().upstream().forEach((origin, outcome) -> {
            if (!acks.paid().contains(origin)) {
                draft.effect(new Effect.SettleUpstream(origin, outcome));
            }
        });
        List<ForwardRecord> unstored = new ArrayList<>();
        funded.debts().history().forEach((id, forward) -> {
            if (!acks.stored().contains(id)) {
                unstored.add(forward);
            }
        });
        if (!unstored.isEmpty()) {
            draft.effect(new Effect.StoreForwards(unstored));
        }
        funded.debts().revoked().chunks(acks.revokedStored()).forEach(draft::effect);
        for (Htlc.Received htlc : funded.commitments().received().htlcs()) {
            boolean open = htlc.isCommitted() && htlc.settlement().isEmpty() && htlc.assignment().isPresent()
                    && !draft.link().isRemoving(htlc.id()) && !acks.taken().contains(htlc.id());
            if (open) {
                Admission.repeat(htlc, funded, draft.link(), context).ifPresent(draft::effect);
            }
        }
    }

    /** On a fresh connection: propose what was decided before, decide what was only proposed before. */
    static void proposeAgain(Live state, Draft draft, Context context) {
        List<Htlc.Received> undecided = new ArrayList<>();
        for (Htlc.Received htlc : state.funded().commitments().received().htlcs()) {
            if (htlc.isCommitted() && htlc.settlement().isPresent()) {
                remove(state, htlc.id(), htlc.settlement().get(), draft);
            } else if (htlc.isCommitted() && htlc.assignment().isEmpty()) {
                undecided.add(htlc);
            }
        }
        admit(state, undecided, draft, context);
    }

    /** The lowest HTLC id of this channel that may still be offered to anybody, see {@link AnsweredOffers}. */
    static long floor(Funded funded, Link link, long candidate) {
        for (Htlc.Received htlc : funded.commitments().received().htlcs()) {
            boolean open = htlc.isCommitted() && htlc.settlement().isEmpty()
                    && !link.acks().taken().contains(htlc.id())
                    && !(htlc.assignment().orElse(null) instanceof Assignment.ToPayee);
            if (open) {
                return Math.min(htlc.id(), candidate);
            }
        }
        return candidate;
    }
}
