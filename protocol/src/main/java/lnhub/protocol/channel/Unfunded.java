package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.AcceptChannel;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.FundingCreated;
import lnhub.protocol.wire.FundingSigned;
import lnhub.protocol.wire.OpenChannel;
import lnhub.protocol.wire.TlvStream;

/**
 * Nothing is durable yet. A funder passes open_channel, accept_channel, the wallet's funding transaction, and records
 * with funding_created; a fundee passes open_channel, accept_channel, and records with funding_signed.
 */
public record Unfunded() implements ChannelState {
    /** What the peer is told: why may speak of what the wallet has. */
    private static final String NO_FUNDING = "the funding transaction cannot be made";
    private static final Signature NONE = Signature.wrap(new byte[Signature.SIZE]);

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Connected connected ->
                    Decision.none(link.connected(Link.Phase.UP, connected.features()));
            case Command.Open open -> open(open, link, context);
            case Command.Accept accept -> accept(accept, link, context);
            case Command.FundingPrepared prepared -> fundingPrepared(prepared, link, context);
            case Command.FundingFailed failed -> refuse(link, NO_FUNDING, failed.reason());
            case Command.FromPeer message -> fromPeer(message.message(), link, context);
            case Command.PeerError error -> gone(link, "the peer refused: " + error.text());
            case Command.Disconnected disconnected -> gone(link, "the peer disconnected");
            case Command.OfferHtlc offer -> Decision.of(link,
                    new Effect.TellRefused(offer.offer().origin(), Forwarding.BUSY.encode()));
            default -> Decision.none(link);
        };
    }

    private Decision fromPeer(ChannelMessage message, Link link, Context context) {
        return switch (message) {
            case AcceptChannel accept -> accepted(accept, link, context);
            case FundingCreated created -> fundingCreated(created, link, context);
            default -> throw Violation.warn("unexpected message of type " + message.type()
                    + " while the channel is being opened");
        };
    }

    /** Tells both the peer and whoever asked for the channel. */
    Decision refuse(Link link, String reason) {
        return refuse(link, reason, reason);
    }

    private static Decision refuse(Link link, String toPeer, String reason) {
        Decision gone = gone(link, reason);
        return link.negotiation().map(terms -> Channel.then(gone,
                new Effect.Send(Channel.error(terms.temporaryChannelId(), toPeer)))).orElse(gone);
    }

    private static Decision gone(Link link, String reason) {
        return Decision.of(link.with(Optional.empty()), new Effect.Answer(new Effect.Outcome.Refused(reason)));
    }

    // --- as funder ---

    private Decision open(Command.Open open, Link link, Context context) {
        if (link.features().isEmpty()) {
            return gone(link, "the peer is not connected");
        }
        Command.PeerFeatures features = link.features().get();
        ChannelPolicy policy = context.policy();
        if (open.fundingSat() < policy.minFundingSat() || open.fundingSat() > policy.maxFundingSat()) {
            return gone(link, "a channel must have between " + policy.minFundingSat() + " and "
                    + policy.maxFundingSat() + " sat");
        }
        if (open.pushMsat() < 0 || open.pushMsat() > open.fundingSat() * 1000) {
            return gone(link, "the amount pushed must be between 0 and the channel's capacity");
        }
        if (open.format() == CommitmentFormat.ANCHORS && !features.anchors()) {
            return gone(link, "the peer does not support option_anchors");
        }
        // The peer's dust limit is not known yet: a reserve as high as the highest we accept fits any.
        SideParams local = Opening.ours(open.fundingSat(), ChannelPolicy.MAX_DUST_LIMIT_SAT, features, context,
                open.closeScript());
        Negotiation terms = new Negotiation(open.ref(), open.remoteNodeId(), open.temporaryChannelId(), true,
                open.announce(), open.format(), open.fundingSat(), open.pushMsat(), context.feeratePerKw(), local,
                Optional.empty(), Optional.empty(), 0, open.closeScript());
        return Decision.of(link.with(Optional.of(terms)), new Effect.Send(Opening.open(terms, context)));
    }

    private Decision accepted(AcceptChannel accept, Link link, Context context) {
        Negotiation terms = link.negotiation().filter(n -> n.funder() && n.remote().isEmpty())
                .orElseThrow(() -> Violation.warn("accept_channel without open_channel"));
        Command.PeerFeatures features = link.features().orElseThrow();
        Violation.check(Opening.format(ChannelTlvs.channelType(accept.tlvs())) == terms.format(),
                "channel_type is not the one that open_channel asked for");
        SideParams remote = Opening.theirs(accept, features.anySegwit());
        Opening.check(remote, terms.fundingSat(), context.policy());
        Violation.check(remote.channelReserveSat() >= terms.local().dustLimitSat(),
                "channel_reserve_satoshis is below our dust_limit_satoshis");
        Violation.check(terms.local().channelReserveSat() >= remote.dustLimitSat(),
                "dust_limit_satoshis is above our channel_reserve_satoshis");
        Violation.check(accept.minimumDepth() <= ChannelPolicy.MAX_MINIMUM_DEPTH, "minimum_depth "
                + accept.minimumDepth() + " is more than " + ChannelPolicy.MAX_MINIMUM_DEPTH);
        int depth = Math.max((int) accept.minimumDepth(), context.policy().minimumDepth());
        Negotiation agreed = terms.accepted(remote, accept.firstPerCommitmentPoint(), depth, terms.local());
        Opening.checkFirstCommitment(agreed);
        return Decision.of(link.with(Optional.of(agreed)), new Effect.FundChannel(
                FundingScript.scriptPubkey(agreed.local().basepoints().funding(), remote.basepoints().funding()),
                agreed.fundingSat(), context.feeratePerKw()));
    }

    private Decision fundingPrepared(Command.FundingPrepared prepared, Link link, Context context) {
        if (link.negotiation().flatMap(Negotiation::remote).isEmpty()) {
            return Decision.of(link, new Effect.ReleaseFunding(prepared.transaction()));
        }
        Negotiation terms = link.negotiation().get();
        ChannelParams params = terms.params(prepared.funding(), context.nodeId(),
                link.features().orElseThrow().anySegwit());
        Event.Opened opened = terms.opened(context.blockHeight());
        Commitment theirs = CommitmentTransactions.remote(initial(params, opened, NONE), opened.remoteFirstPoint(), 0,
                View.REMOTE);
        FundingCreated message = new FundingCreated(terms.temporaryChannelId(), prepared.funding().txid(),
                prepared.funding().index(), context.signer().signFunding(theirs.sighash()), TlvStream.EMPTY);
        return Decision.recorded(link.with(Optional.empty()),
                new Event.FundingCreatedSent(params, opened, prepared.transaction()),
                new Effect.ChannelIdAssigned(terms.temporaryChannelId(), params.channelId()),
                new Effect.SendBinding(message));
    }

    // --- as fundee ---

    private Decision accept(Command.Accept accept, Link link, Context context) {
        Command.PeerFeatures features = link.features().orElseThrow(() -> Violation.warn("not connected"));
        OpenChannel open = accept.message();
        // Nothing the peer says is used in arithmetic before it is checked.
        SideParams none = Opening.ours(0, 0, features, context, accept.closeScript());
        Negotiation unchecked = new Negotiation(accept.ref(), accept.remoteNodeId(), open.temporaryChannelId(), false,
                (open.channelFlags() & 1) != 0, CommitmentFormat.ANCHORS, open.fundingSat(), open.pushMsat(),
                open.feeratePerKw(), none, Optional.empty(), Optional.empty(), context.policy().minimumDepth(),
                accept.closeScript());
        try {
            return acceptChecked(unchecked, accept, link, context);
        } catch (Violation violation) {
            return refuse(link.with(Optional.of(unchecked)), violation.getMessage());
        }
    }

    private Decision acceptChecked(Negotiation unchecked, Command.Accept accept, Link link, Context context) {
        OpenChannel open = accept.message();
        Command.PeerFeatures features = link.features().orElseThrow();
        Opening.check(open, features, context);
        CommitmentFormat format = Opening.format(ChannelTlvs.channelType(open.tlvs()));
        SideParams remote = Opening.theirs(open, features.anySegwit());
        SideParams local = Opening.ours(open.fundingSat(), remote.dustLimitSat(), features, context,
                accept.closeScript());
        Violation.check(remote.channelReserveSat() >= local.dustLimitSat(),
                "channel_reserve_satoshis is below our dust_limit_satoshis " + local.dustLimitSat());
        Negotiation terms = new Negotiation(accept.ref(), accept.remoteNodeId(), open.temporaryChannelId(), false,
                unchecked.announce(), format, open.fundingSat(), open.pushMsat(), open.feeratePerKw(), local,
                Optional.of(remote), Optional.of(open.firstPerCommitmentPoint()), context.policy().minimumDepth(),
                accept.closeScript());
        Opening.checkFirstCommitment(terms);
        return Decision.of(link.with(Optional.of(terms)), new Effect.Send(Opening.accept(terms, context)));
    }

    private Decision fundingCreated(FundingCreated created, Link link, Context context) {
        Negotiation terms = link.negotiation().filter(n -> !n.funder())
                .orElseThrow(() -> Violation.warn("funding_created without accept_channel"));
        OutPoint funding = new OutPoint(created.fundingTxid(), created.fundingOutputIndex());
        ChannelParams params = terms.params(funding, context.nodeId(), link.features().orElseThrow().anySegwit());
        Event.Opened opened = terms.opened(context.blockHeight());
        Commitments first = initial(params, opened, created.signature());
        Commitment ours = CommitmentTransactions.local(first, context.signer(), 0, View.LOCAL);
        Violation.check(Secp256k1.verify(ours.sighash(), created.signature(),
                params.remote().basepoints().funding()), "invalid signature of the first commitment");
        Commitment theirs = CommitmentTransactions.remote(first, opened.remoteFirstPoint(), 0, View.REMOTE);
        FundingSigned message = new FundingSigned(params.channelId(),
                context.signer().signFunding(theirs.sighash()), TlvStream.EMPTY);
        return Decision.recorded(link.with(Optional.empty()),
                new Event.FundingSignedSent(params, opened, created.signature()),
                new Effect.ChannelIdAssigned(terms.temporaryChannelId(), params.channelId()),
                new Effect.SendBinding(message),
                Live.watch(funded(first, opened, Optional.empty())));
    }

    // --- events ---

    @Override
    public ChannelState apply(Event event) {
        return switch (event) {
            case Event.FundingCreatedSent sent -> new AwaitingSignature(funded(
                    initial(sent.params(), sent.opened(), NONE), sent.opened(), Optional.of(sent.fundingTx())));
            case Event.FundingSignedSent sent -> new AwaitingReady(funded(
                    initial(sent.params(), sent.opened(), sent.signature()), sent.opened(), Optional.empty()));
            default -> throw new IllegalStateException("cannot happen to an unfunded channel: " + event);
        };
    }

    private static Commitments initial(ChannelParams params, Event.Opened opened, Signature signature) {
        return Commitments.initial(params, opened.localMsat(), opened.remoteMsat(), opened.feeratePerKw(),
                opened.remoteFirstPoint(), signature);
    }

    private static Funded funded(Commitments first, Event.Opened opened, Optional<Bytes> tx) {
        return new Funded(first, Debts.NONE, tx, Optional.empty(), false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), opened.height());
    }
}
