package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.wire.AnnouncementSignatures;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.CommitmentSigned;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.UpdateMessage;

/**
 * The channel carries HTLCs (BOLT 2, "Normal Operation"). It stays so while shutdowns are exchanged, until no HTLC is
 * left.
 */
public record Normal(Funded funded) implements Live {

    @Override
    public Live with(Funded funded) {
        return new Normal(funded);
    }

    Normal with(Commitments commitments) {
        return new Normal(funded.with(commitments));
    }

    @Override
    public boolean mayForwardLater() {
        return true;
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Sign sign -> Dance.sign(this, link, context);
            case Command.OfferTaken taken -> Forwarding.taken(this, link, taken);
            case Command.OfferRefused refused -> Forwarding.refused(this, link, refused, context);
            case Command.ChangeFeerate change -> changeFeerate(change, link);
            case Command.Close close -> ShuttingDown.close(this, link);
            case Command.NewBlock block -> Announcing.ifDeep(this, link, context);
            case Command.FromPeer message -> fromPeer(message.message(), link, context);
            default -> ignore(command, link);
        };
    }

    private Decision fromPeer(ChannelMessage message, Link link, Context context) {
        return switch (message) {
            case UpdateMessage update -> PeerUpdates.receive(this, link, update, context);
            case CommitmentSigned signed -> Dance.commitmentSigned(this, link, signed, context);
            case RevokeAndAck revoke -> Dance.revokeAndAck(this, link, revoke, context);
            case Shutdown shutdown -> ShuttingDown.received(this, link, shutdown, context);
            case AnnouncementSignatures half -> Announcing.received(this, link, half, context);
            case ChannelReady again -> Decision.none(link);
            default -> throw Violation.warn("unexpected message of type " + message.type());
        };
    }

    @Override
    public Decision resumed(Link link, List<Effect.Unbinding> effects, Context context) {
        Draft draft = new Draft(link);
        effects.forEach(draft::effect);
        Forwarding.proposeAgain(this, draft, context);
        Forwarding.repeatDebts(this, draft, context);
        Announcing.announce(this, draft, context);
        Forwarding.requestSign(funded.commitments(), draft);
        return ShuttingDown.finish(this, draft, context);
    }

    /** Only the funder changes the fee rate (BOLT 2, "Updating Fees"), and only to what it can pay. */
    private Decision changeFeerate(Command.ChangeFeerate change, Link link) {
        Commitments commitments = funded.commitments();
        boolean pending = !commitments.fees().isEmpty()
                || link.proposed().stream().anyMatch(Update.Fee.class::isInstance);
        if (!funded.params().funder() || !link.isUp() || pending || funded.isShuttingDown()
                || change.feeratePerKw() == commitments.feeratePerKw()) {
            return Decision.none(link);
        }
        Update.Fee fee = new Update.Fee(change.feeratePerKw());
        Link proposing = link.proposing(fee);
        if (!Limits.funderCanPay(commitments, View.REMOTE_NEXT, proposing.proposed())) {
            return Decision.none(link);
        }
        Draft draft = new Draft(proposing);
        draft.effect(new Effect.Send(fee.toMessage(funded.params().channelId())));
        Forwarding.requestSign(commitments, draft);
        return draft.decision();
    }

    // --- events ---

    @Override
    public ChannelState applyHere(Event event) {
        Commitments commitments = funded.commitments();
        return switch (event) {
            case Event.CommitmentSent sent -> commitmentSent(sent);
            case Event.CommitmentReceived received -> commitmentReceived(received);
            case Event.RevocationReceived revoked -> revocationReceived(revoked);
            case Event.ForwardAssigned assigned -> with(commitments.withReceived(commitments.received().change(
                    assigned.htlcId(), htlc -> htlc.assigned(assigned.assignment()))));
            case Event.AnnouncementSigned half -> new Normal(funded.announced(half));
            case Event.ShutdownSent shutdown -> new Normal(funded.shutdownSent(shutdown.script()));
            case Event.ShutdownReceived shutdown -> new Normal(funded.shutdownReceived(shutdown.script()));
            case Event.NegotiationStarted started -> new Negotiating(funded);
            case Event.FundingSpent spent -> OnChain.spent(this, spent);
            default -> Live.impossible(this, event);
        };
    }

    private Normal commitmentSent(Event.CommitmentSent sent) {
        Map<ChannelRef, List<Long>> taken = new HashMap<>();
        for (Update update : sent.updates()) {
            if (update instanceof Update.Add add && add.origin().orElseThrow() instanceof Origin.Forwarded from) {
                taken.computeIfAbsent(from.incoming(), incoming -> new ArrayList<>()).add(from.htlcId());
            }
        }
        return new Normal(funded.with(funded.commitments().commitmentSent(sent.updates()))
                .with(funded.debts().answering(taken, sent.floors())));
    }

    /** A preimage is owed upstream as soon as it is durable; removals of ours that end now go into the history. */
    private Normal commitmentReceived(Event.CommitmentReceived received) {
        Commitments before = funded.commitments();
        Map<Origin, Settlement> fulfilled = new LinkedHashMap<>();
        for (Update update : received.updates()) {
            if (update instanceof Update.Remove remove && remove.settlement().isFulfilled()) {
                fulfilled.put(before.offered().get(remove.id()).orElseThrow().origin(), remove.settlement());
            }
        }
        Map<Long, ForwardRecord> forwards = new LinkedHashMap<>();
        for (Htlc.Received htlc : before.received().htlcs()) {
            boolean ends = htlc.removal().filter(r -> r.stage() == Stage.ACKED && r.settlement().isFulfilled())
                    .isPresent();
            if (ends && htlc.assignment().orElse(null) instanceof Assignment.ToChannel to) {
                forwards.put(htlc.id(), new ForwardRecord(before.params().ref(), htlc.id(), to.outgoing(),
                        htlc.amountMsat(), to.amountOutMsat(), received.atMs()));
            }
        }
        return new Normal(funded
                .with(before.commitmentReceived(received.updates(), received.signature(), received.htlcSignatures()))
                .with(remembering(before.received(), true).owing(fulfilled).recording(forwards)));
    }

    /** An HTLC of ours that the peer failed is dead only now: only now may the failure travel upstream. */
    private Normal revocationReceived(Event.RevocationReceived revoked) {
        Map<Origin, Settlement> failed = new LinkedHashMap<>();
        for (Htlc.Offered htlc : funded.commitments().offered().htlcs()) {
            htlc.removal().filter(r -> r.stage() == Stage.ACKED && !r.settlement().isFulfilled())
                    .ifPresent(r -> failed.put(htlc.origin(), r.settlement()));
        }
        return new Normal(funded
                .with(funded.commitments().revocationReceived(revoked.secret(), revoked.nextPoint()))
                .with(remembering(funded.commitments().offered(), false).owing(failed)));
    }

    /** HTLCs whose removal becomes irrevocable with this step: all commitments of the peer's with them are revoked. */
    private Debts remembering(HtlcTable<? extends Htlc> htlcs, boolean offeredByPeer) {
        Commitments commitments = funded.commitments();
        long dustMsat = commitments.params().remote().dustLimitSat() * 1000;
        List<RevokedHtlc> revoked = new ArrayList<>();
        for (Htlc htlc : htlcs.htlcs()) {
            boolean ends = htlc.removal().filter(removal -> removal.stage() == Stage.ACKED).isPresent();
            if (ends && htlc.amountMsat() >= dustMsat) {
                revoked.add(ChainClaims.revoked(htlc, offeredByPeer, commitments.remote().number()));
            }
        }
        return funded.debts().with(funded.debts().revoked().with(revoked));
    }
}
