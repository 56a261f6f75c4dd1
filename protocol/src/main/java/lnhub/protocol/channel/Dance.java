package lnhub.protocol.channel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.TlvStream;

/**
 * The commitment dance (BOLT 2, "Committing Updates So Far", "Completing the Transition to the Updated State").
 * Batches grow by themselves: the next commitment is not signed before the last one is revoked.
 */
final class Dance {

    private Dance() {
    }

    /** Signs everything proposed so far. */
    static Decision sign(Normal state, Link link, Context context) {
        Funded funded = state.funded();
        Commitments commitments = funded.commitments();
        boolean due = link.isUp() && !commitments.remote().awaitingRevocation()
                && (!link.proposed().isEmpty() || commitments.unsigned() > 0);
        if (!due) {
            return Decision.none(link.signing(Link.Signing.NONE));
        }
        CommitmentSigned message = CommitmentTransactions.sign(commitments.proposing(link.proposed(), List.of()),
                context.signer(), View.REMOTE_NEXT);
        Event.CommitmentSent event = new Event.CommitmentSent(link.proposed(), floors(link));
        Draft draft = new Draft(link.signed());
        for (Update update : link.proposed()) {
            switch (update) {
                case Update.Add add -> draft.effect(new Effect.TellTaken(add.origin().orElseThrow()));
                case Update.Remove remove -> Forwarding.acknowledge(
                        commitments.received().get(remove.id()).orElseThrow(), draft);
                case Update.Fee fee -> { }
            }
        }
        Normal after = (Normal) state.apply(event);
        ShuttingDown.sendIfAsked(after, draft);
        return draft.decision(event, List.of(new Effect.SendBinding(message)));
    }

    private static Map<ChannelRef, Long> floors(Link link) {
        Map<ChannelRef, Long> floors = new HashMap<>();
        for (Update update : link.proposed()) {
            if (update instanceof Update.Add add && add.origin().orElseThrow() instanceof Origin.Forwarded from) {
                floors.put(from.incoming(), link.acks().floors().getOrDefault(from.incoming(), 0L));
            }
        }
        return floors;
    }

    /** The peer has signed our next commitment: check it, make it durable, and only then revoke the one before. */
    static Decision commitmentSigned(Normal state, Link link, CommitmentSigned message, Context context) {
        Commitments commitments = state.funded().commitments();
        Commitments next = commitments.proposing(List.of(), link.received());
        boolean feeChanges = link.received().stream().anyMatch(Update.Fee.class::isInstance);
        Violation.check(!feeChanges || Limits.funderCanPay(commitments, View.LOCAL_NEXT, link.received()),
                "the funder cannot afford the new fee rate above its reserve");
        CommitmentTransactions.verify(next, context.signer(), message);
        Event.CommitmentReceived event = new Event.CommitmentReceived(link.received(), message.signature(),
                message.htlcSignatures(), context.nowMs());
        Normal after = (Normal) state.apply(event);
        Draft draft = new Draft(link.receiving(List.of()).keepingTaken(liveIds(after)));
        List<ForwardRecord> forwards = after.funded().debts().history().entrySet().stream()
                .filter(entry -> !state.funded().debts().history().containsKey(entry.getKey()))
                .map(Map.Entry::getValue).toList();
        if (!forwards.isEmpty()) {
            draft.effect(new Effect.StoreForwards(forwards));
        }
        remember(state, after, draft);
        keepFeeAffordable(after, draft);
        Forwarding.requestSign(after.funded().commitments(), draft);
        long revoked = commitments.local().number();
        RevokeAndAck answer = new RevokeAndAck(commitments.params().channelId(),
                context.signer().commitmentSecret(revoked), context.signer().commitmentPoint(revoked + 2),
                TlvStream.EMPTY);
        return ShuttingDown.finish(after, draft, event, List.of(new Effect.SendBinding(answer)), context);
    }

    /** A chunk of revoked HTLCs leaves as soon as it is full. */
    private static void remember(Normal before, Normal after, Draft draft) {
        RevokedQueue known = before.funded().debts().revoked();
        long chunks = known.stored() + known.pending().size() / RevokedQueue.CHUNK * RevokedQueue.CHUNK;
        after.funded().debts().revoked().chunks(chunks).forEach(draft::effect);
    }

    /**
     * HTLCs of the peer's may make a fee rate that we have proposed more than we can pay, before it is signed: the
     * peer would refuse it for ever. The last update_fee counts, so we take it back.
     */
    private static void keepFeeAffordable(Normal after, Draft draft) {
        Commitments commitments = after.funded().commitments();
        List<Update> proposed = draft.link().proposed();
        if (proposed.stream().anyMatch(Update.Fee.class::isInstance)
                && !Limits.funderCanPay(commitments, View.REMOTE_NEXT, proposed)) {
            Update.Fee fee = new Update.Fee(commitments.feeratePerKw());
            draft.link(draft.link().proposing(fee));
            draft.effect(new Effect.Send(fee.toMessage(commitments.params().channelId())));
        }
    }

    private static Set<Long> liveIds(Normal state) {
        Set<Long> ids = new HashSet<>();
        state.funded().commitments().received().htlcs().forEach(htlc -> ids.add(htlc.id()));
        return ids;
    }

    /** The peer has revoked its commitment: HTLCs become irrevocable and find out where they go. */
    static Decision revokeAndAck(Normal state, Link link, RevokeAndAck message, Context context) {
        Commitments commitments = state.funded().commitments();
        Violation.check(commitments.remote().awaitingRevocation(), "revoke_and_ack without commitment_signed");
        checkSecret(message.perCommitmentSecret(), commitments);
        Event.RevocationReceived event = new Event.RevocationReceived(message.perCommitmentSecret(),
                message.nextPerCommitmentPoint());
        Normal after = (Normal) state.apply(event);
        Draft draft = new Draft(link);
        after.funded().debts().upstream().forEach((origin, outcome) -> {
            if (!state.funded().debts().upstream().containsKey(origin)) {
                draft.effect(new Effect.SettleUpstream(origin, outcome));
            }
        });
        List<Htlc.Received> committed = after.funded().commitments().received().htlcs().stream()
                .filter(htlc -> htlc.isCommitted()
                        && commitments.received().get(htlc.id()).orElseThrow().stage() != Stage.IRREVOCABLE)
                .toList();
        remember(state, after, draft);
        Forwarding.admit(after, committed, draft, context);
        Forwarding.requestSign(after.funded().commitments(), draft);
        return ShuttingDown.finish(after, draft, event, List.of(), context);
    }

    /** The one place where BOLT 2 leaves us no choice but to fail the channel. */
    private static void checkSecret(Bytes32 secret, Commitments commitments) {
        PrivateKey key = PrivateKey.wrap(secret.toArray());
        boolean right = Secp256k1.isValid(key) && key.publicKey().equals(commitments.remote().point());
        if (!right) {
            throw Violation.fail("per_commitment_secret does not match the point of commitment "
                    + commitments.remote().number());
        }
        try {
            commitments.secrets().add(commitments.remote().number(), secret);
        } catch (IllegalArgumentException broken) {
            throw Violation.fail("per_commitment_secret " + commitments.remote().number()
                    + " does not generate the earlier ones");
        }
    }

}
