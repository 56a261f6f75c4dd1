package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.ClosingTransaction;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.ClosingSigned;
import lnhub.protocol.wire.Shutdown;

/**
 * No HTLC is left; both sides look for a closing fee (BOLT 2, "Legacy Closing Negotiation"). The funder proposes with
 * a range, the fundee picks within it. A reconnection starts again.
 */
public record Negotiating(Funded funded) implements Live {

    @Override
    public Live with(Funded funded) {
        return new Negotiating(funded);
    }

    @Override
    public boolean mayForwardLater() {
        return false;
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Close close -> Decision.none(link);
            case Command.FromPeer message when message.message() instanceof ClosingSigned signed ->
                    received(signed, link, context);
            // Sent again after a reconnection, channel_ready where no commitment followed the first.
            case Command.FromPeer message when message.message() instanceof Shutdown
                    || message.message() instanceof ChannelReady -> Decision.none(link);
            default -> ignore(command, link);
        };
    }

    @Override
    public Decision resumed(Link link, List<Effect.Unbinding> effects, Context context) {
        Draft draft = new Draft(link);
        effects.forEach(draft::effect);
        Forwarding.repeatDebts(this, draft, context);
        Decision begun = begin(draft.link(), context);
        List<Effect> all = new ArrayList<>(draft.decision().effects());
        all.addAll(begun.effects());
        return begun instanceof Decision.Recorded recorded
                ? new Decision.Recorded(recorded.link(), recorded.events(), all) : draft.decision();
    }

    /** The funder speaks first. */
    Decision begin(Link link, Context context) {
        if (!funded.params().funder()) {
            return Decision.none(link);
        }
        Link.ClosingFees fees = opening(context);
        return propose(fees.lastSentSat(), link.with(fees), context);
    }

    private Link.ClosingFees opening(Context context) {
        long ideal = Math.min(feeSat(context.feeratePerKw()), balanceSat(true));
        long min = Math.min(ideal, feeSat(context.policy().minFeeratePerKw()));
        return new Link.ClosingFees(ideal, -1, min, Math.min(2 * ideal, balanceSat(true)));
    }

    private Decision received(ClosingSigned message, Link link, Context context) {
        long fee = message.feeSat();
        Violation.check(fee >= 0 && fee <= balanceSat(funded.params().funder()),
                "closing fee of " + Long.toUnsignedString(fee) + " sat is more than the funder has");
        ClosingTransaction closing = verified(message);
        Optional<Link.ClosingFees> before = link.closingFees();
        boolean agreed = before.isPresent() && (before.get().lastSentSat() == fee
                || fee >= before.get().minSat() && fee <= before.get().maxSat());
        if (agreed) {
            return agree(closing, message, link, before.get().lastSentSat() != fee, context);
        }
        return funded.params().funder() ? counter(message, link, before.orElseGet(() -> opening(context)), context)
                : pick(closing, message, link, context);
    }

    /** The close was agreed before: whatever closing fee the peer comes back with is one more valid close. */
    Decision repeat(ClosingSigned message, Link link, Context context) {
        Decision decision = received(message, link, context);
        if (decision instanceof Decision.Recorded recorded && recorded.events().getFirst() instanceof
                Event.ClosingAgreed) {
            return decision;
        }
        return Decision.none(link);
    }

    /** As fundee: any fee that will relay is fine, the funder pays. */
    private Decision pick(ClosingTransaction closing, ClosingSigned message, Link link, Context context) {
        long floor = feeSat(context.policy().minFeeratePerKw());
        Optional<ChannelTlvs.FeeRange> range = ChannelTlvs.feeRange(message.tlvs());
        if (message.feeSat() >= floor) {
            return agree(closing, message, link, true, context);
        }
        long highest = range.map(ChannelTlvs.FeeRange::maxFeeSat).orElse(Long.MAX_VALUE);
        Violation.check(highest >= floor, "no closing fee of at least " + floor + " sat in the proposed range");
        long ideal = Math.min(Math.max(floor, feeSat(context.feeratePerKw())), Math.min(highest, balanceSat(false)));
        return propose(ideal, link.with(new Link.ClosingFees(ideal, message.feeSat(), floor, Long.MAX_VALUE)), context);
    }

    /** As funder, to a peer without fee ranges: meet in the middle, strictly between. */
    private Decision counter(ClosingSigned message, Link link, Link.ClosingFees before, Context context) {
        Violation.check(ChannelTlvs.feeRange(message.tlvs()).isEmpty(), "closing fee of " + message.feeSat()
                + " sat is not between " + before.minSat() + " and " + before.maxSat());
        long limited = Math.max(before.minSat(), Math.min(before.maxSat(), message.feeSat()));
        long middle = (before.lastSentSat() + limited) / 2;
        Violation.check(middle != before.lastSentSat(), "no closing fee between " + before.lastSentSat()
                + " and " + message.feeSat() + " sat that we would pay");
        return propose(middle, link.with(new Link.ClosingFees(middle, message.feeSat(), before.minSat(),
                before.maxSat())), context);
    }

    private Decision propose(long feeSat, Link link, Context context) {
        return Decision.recorded(link, new Event.ClosingSignedSent(feeSat),
                new Effect.SendBinding(message(feeSat, link.closingFees().orElseThrow(), context)));
    }

    private ClosingSigned message(long feeSat, Link.ClosingFees fees, Context context) {
        return message(context.signer().signFunding(
                closing(feeSat, funded.params().local().dustLimitSat()).sighash()), feeSat, fees);
    }

    private ClosingSigned message(Signature signature, long feeSat, Link.ClosingFees fees) {
        return new ClosingSigned(funded.params().channelId(), feeSat, signature,
                ChannelTlvs.ofFeeRange(new ChannelTlvs.FeeRange(Math.max(0, fees.minSat()), fees.maxSat())));
    }

    private Decision agree(ClosingTransaction closing, ClosingSigned message, Link link, boolean reply,
            Context context) {
        Signature ours = context.signer().signFunding(closing.sighash());
        Bytes transaction = closing.signed(ours, message.signature());
        List<Effect> effects = new ArrayList<>();
        if (reply) {
            Link.ClosingFees fees = new Link.ClosingFees(message.feeSat(), message.feeSat(), message.feeSat(),
                    message.feeSat());
            effects.add(new Effect.SendBinding(message(ours, message.feeSat(), fees)));
        }
        effects.add(new Effect.PublishTx(transaction));
        effects.add(Live.watch(funded));
        effects.add(new Effect.Answer(new Effect.Outcome.ClosePublished(closing.txid())));
        return new Decision.Recorded(link, List.of(new Event.ClosingAgreed(transaction)), effects);
    }

    /**
     * The closing transaction that the peer has signed: each side leaves out what is dust to it, and may leave out its
     * own output (BOLT 3, "Legacy Closing Transaction").
     */
    private ClosingTransaction verified(ClosingSigned message) {
        ChannelParams params = funded.params();
        List<ClosingTransaction> variants = new ArrayList<>();
        variants.add(closing(message.feeSat(), params.local().dustLimitSat()));
        variants.getFirst().withoutRemoteOutput().ifPresent(variants::add);
        if (params.remote().dustLimitSat() != params.local().dustLimitSat()) {
            variants.add(closing(message.feeSat(), params.remote().dustLimitSat()));
        }
        for (ClosingTransaction closing : variants) {
            if (Secp256k1.verify(closing.sighash(), message.signature(), params.remote().basepoints().funding())) {
                Violation.check(closing.isRelayable(), "an output of the closing transaction is dust for its script");
                return closing;
            }
        }
        throw Violation.warn("invalid signature of the closing transaction");
    }

    /** @throws Violation when the fee leaves no output */
    private ClosingTransaction closing(long feeSat, long dustLimitSat) {
        ChannelParams params = funded.params();
        Commitments commitments = funded.commitments();
        try {
            return ClosingTransaction.build(params.funding(), params.capacitySat(),
                    params.local().basepoints().funding(), params.remote().basepoints().funding(), params.funder(),
                    funded.localShutdown().orElseThrow(), funded.remoteShutdown().orElseThrow(),
                    commitments.localMsat() / 1000, commitments.remoteMsat() / 1000, feeSat, dustLimitSat);
        } catch (IllegalArgumentException unbuildable) {
            throw Violation.warn(unbuildable.getMessage());
        }
    }

    private long feeSat(int feeratePerKw) {
        int weight = ClosingTransaction.weight(funded.localShutdown().orElseThrow(),
                funded.remoteShutdown().orElseThrow());
        return (long) weight * feeratePerKw / 1000;
    }

    private long balanceSat(boolean local) {
        Commitments commitments = funded.commitments();
        return (local ? commitments.localMsat() : commitments.remoteMsat()) / 1000;
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.ClosingSignedSent sent -> this;
            case Event.ClosingAgreed agreed -> new Closing(funded, agreed.transaction());
            case Event.FundingSpent spent -> OnChain.spent(this, spent);
            default -> Live.impossible(this, event);
        };
    }
}
