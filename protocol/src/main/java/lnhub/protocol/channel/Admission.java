package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.FailureOnion;
import lnhub.protocol.onion.HopPayload;
import lnhub.protocol.onion.PayloadResult;
import lnhub.protocol.onion.PeelResult;
import lnhub.protocol.onion.PeeledOnion;
import lnhub.protocol.units.Bytes32;

/** What the onion of an incoming HTLC leads to. */
sealed interface Admission {

    record Forward(Assignment.ToChannel assignment, Effect.OfferTo offer) implements Admission {
    }

    record Here(Assignment.ToPayee assignment, Effect.Deliver delivery) implements Admission {
    }

    /** @param settlement ready to send upstream */
    record Reject(Settlement settlement) implements Admission {
    }

    /** For an HTLC that nobody has been asked to carry yet. @param busy whether it is to be refused for now */
    static Admission of(Htlc.Received htlc, boolean busy, Funded funded, Link link, Context context) {
        return switch (context.nodeKey().peel(funded.params().ref(), htlc.id(), htlc.onion(), htlc.paymentHash())) {
            case PeelResult.BadOnion bad ->
                    new Reject(new Settlement.FailedMalformed(bad.failureCode(), bad.sha256OfOnion()));
            case PeelResult.Peeled peeled when busy -> reject(peeled.onion().sharedSecret(), Forwarding.BUSY);
            case PeelResult.Peeled peeled -> admit(htlc, peeled.onion(), funded, link, context);
        };
    }

    /** Whether we would lose too much in fees: asked once for all HTLCs of a commitment. */
    static boolean hasTooMuchDust(Commitments commitments, ChannelPolicy policy) {
        return Tally.of(commitments, View.LOCAL, List.of()).dustMsat() > policy.maxDustExposureMsat();
    }

    private static Admission admit(Htlc.Received htlc, PeeledOnion onion, Funded funded, Link link,
            Context context) {
        if (funded.localShutdown().isPresent()) {
            return reject(onion.sharedSecret(), new FailureMessage.PermanentChannelFailure());
        }
        return switch (HopPayload.decode(onion.payload(), onion.last())) {
            case PayloadResult.Invalid invalid -> reject(onion.sharedSecret(), invalid.failure());
            case PayloadResult.Valid valid -> switch (valid.payload()) {
                case HopPayload.Forward forward ->
                        forward(htlc, onion, forward, List.of(), funded, link, context);
                case HopPayload.Final here -> new Here(new Assignment.ToPayee(onion.sharedSecret()),
                        deliver(htlc, here));
            };
        };
    }

    private static Admission forward(Htlc.Received htlc, PeeledOnion onion, HopPayload.Forward payload,
            List<ChannelRef> refused, Funded funded, Link link, Context context) {
        return switch (context.relay().choose(htlc, payload, refused, context.heightForDeadlines())) {
            case Relay.Choice.Decline decline -> reject(onion.sharedSecret(), decline.failure());
            case Relay.Choice.Via via -> new Forward(
                    new Assignment.ToChannel(onion.sharedSecret(), via.outgoing(), payload.amountToForwardMsat(),
                            refused),
                    offer(htlc, onion, payload, via.outgoing(), funded, link));
        };
    }

    /** After a refusal: another channel, or back with the refusal's reason. */
    static Admission again(Htlc.Received htlc, Command.OfferRefused refusal, Funded funded, Link link,
            Context context) {
        Assignment.ToChannel before = (Assignment.ToChannel) htlc.assignment().orElseThrow();
        List<ChannelRef> refused = new ArrayList<>(before.refused());
        refused.add(before.outgoing());
        PeeledOnion onion = peelAgain(htlc, funded, context);
        HopPayload.Forward payload = (HopPayload.Forward) payload(onion);
        Admission next = forward(htlc, onion, payload, refused, funded, link, context);
        return next instanceof Reject
                ? reject(before.sharedSecret(), FailureMessage.decode(refusal.failure())) : next;
    }

    /** The offer or delivery of an assigned HTLC once more. */
    static Optional<Effect.Unbinding> repeat(Htlc.Received htlc, Funded funded, Link link, Context context) {
        PeeledOnion onion = peelAgain(htlc, funded, context);
        return switch (payload(onion)) {
            case HopPayload.Final here -> Optional.of(deliver(htlc, here));
            case HopPayload.Forward forward when htlc.assignment().orElseThrow() instanceof Assignment.ToChannel to ->
                    Optional.of(offer(htlc, onion, forward, to.outgoing(), funded, link));
            case HopPayload.Forward forward -> Optional.empty();
        };
    }

    private static Effect.OfferTo offer(Htlc.Received htlc, PeeledOnion onion, HopPayload.Forward payload,
            ChannelRef outgoing, Funded funded, Link link) {
        Origin origin = new Origin.Forwarded(funded.params().ref(), htlc.id());
        return new Effect.OfferTo(outgoing, new Offer(origin, Forwarding.floor(funded, link, htlc.id()),
                payload.amountToForwardMsat(), htlc.paymentHash(), payload.outgoingCltv(), onion.nextOnion()));
    }

    private static Effect.Deliver deliver(Htlc.Received htlc, HopPayload.Final payload) {
        return new Effect.Deliver(htlc.id(), htlc.paymentHash(), htlc.amountMsat(), htlc.cltvExpiry(), payload);
    }

    /** An assigned HTLC's onion was good once; the same HTLC's own onion is no replay. */
    private static PeeledOnion peelAgain(Htlc.Received htlc, Funded funded, Context context) {
        PeelResult result = context.nodeKey().peel(funded.params().ref(), htlc.id(), htlc.onion(),
                htlc.paymentHash());
        if (result instanceof PeelResult.Peeled peeled) {
            return peeled.onion();
        }
        throw new IllegalStateException("the onion of assigned HTLC " + htlc.id() + " cannot be peeled any more");
    }

    private static HopPayload payload(PeeledOnion onion) {
        if (HopPayload.decode(onion.payload(), onion.last()) instanceof PayloadResult.Valid valid) {
            return valid.payload();
        }
        throw new IllegalStateException("the payload of an assigned HTLC cannot be read any more");
    }

    private static Reject reject(Bytes32 sharedSecret, FailureMessage failure) {
        return new Reject(new Settlement.Failed(FailureOnion.create(sharedSecret, failure)));
    }

    /** An outcome as the upstream peer must be told it (BOLT 4, "Returning Errors"). */
    static Settlement encrypted(Settlement downstream, Assignment assignment) {
        Bytes32 secret = assignment.sharedSecret();
        return switch (downstream) {
            case Settlement.Fulfilled fulfilled -> fulfilled;
            case Settlement.Failed failed -> new Settlement.Failed(FailureOnion.wrap(secret, failed.reason()));
            case Settlement.FailedMalformed malformed -> new Settlement.Failed(FailureOnion.create(secret,
                    FailureMessage.ofMalformed(malformed.failureCode(), malformed.sha256OfOnion())));
            case Settlement.Rejected rejected -> new Settlement.Failed(FailureOnion.create(secret,
                    FailureMessage.decode(rejected.failure())));
        };
    }
}
