package lnhub.protocol.channel;

import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.AnnouncementSignatures;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipSigning;
import lnhub.protocol.wire.TlvStream;

/** The two halves of a channel_announcement (BOLT 7, "The announcement_signatures Message"). */
final class Announcing {
    private static final Signature NONE = Signature.wrap(new byte[Signature.SIZE]);

    private Announcing() {
    }

    /** A block has come: is it the one that makes the funding deep enough? */
    static Decision ifDeep(Normal state, Link link, Context context) {
        Draft draft = new Draft(link);
        int beyond = depth(state, context) - context.policy().announceDepth();
        // A block may have been missed: until the peer's half is there, ours is offered again.
        if (beyond == 0 || beyond > 0 && state.funded().remoteHalf().isEmpty()) {
            announce(state, draft, context);
        }
        return draft.decision();
    }

    /** Sends our half where it may be sent, and the whole where the peer's half is known. */
    static void announce(Normal state, Draft draft, Context context) {
        if (!isAllowed(state, draft.link(), context)) {
            return;
        }
        ChannelParams params = state.funded().params();
        Bytes32 hash = GossipSigning.signedHash(unsigned(state, context));
        draft.effect(new Effect.Send(new AnnouncementSignatures(params.channelId(),
                state.funded().shortChannelId().orElseThrow(), context.nodeKey().sign(hash),
                context.signer().signFunding(hash), TlvStream.EMPTY)));
        state.funded().remoteHalf().ifPresent(half -> draft.effect(
                new Effect.AnnounceChannel(complete(state, half, context), params.capacitySat())));
    }

    private static boolean isAllowed(Normal state, Link link, Context context) {
        return state.funded().params().announced() && !state.funded().isShuttingDown() && link.isUp()
                && depth(state, context) >= context.policy().announceDepth();
    }

    private static int depth(Normal state, Context context) {
        return context.blockHeight() - state.funded().shortChannelId().orElseThrow().blockHeight() + 1;
    }

    static Decision received(Normal state, Link link, AnnouncementSignatures message, Context context) {
        Funded funded = state.funded();
        ShortChannelId id = funded.shortChannelId().orElseThrow();
        Violation.check(message.shortChannelId().equals(id), "short_channel_id " + message.shortChannelId()
                + " is not this channel's " + id);
        Violation.check(funded.params().announced(), "the channel was opened without announce_channel");
        Bytes32 hash = GossipSigning.signedHash(unsigned(state, context));
        Violation.check(Secp256k1.verify(hash, message.nodeSignature(), funded.params().remoteNodeId())
                && Secp256k1.verify(hash, message.bitcoinSignature(), funded.params().remote().basepoints().funding()),
                "invalid signature in announcement_signatures");
        Draft draft = new Draft(link);
        if (funded.remoteHalf().isPresent()) {
            return draft.decision();
        }
        Event.AnnouncementSigned half =
                new Event.AnnouncementSigned(message.nodeSignature(), message.bitcoinSignature());
        draft.event(half);
        announce(new Normal(funded.announced(half)), draft, context);
        return draft.decision();
    }

    private static boolean weAreNode1(ChannelParams params) {
        return params.localNodeId().compareTo(params.remoteNodeId()) < 0;
    }

    private static ChannelAnnouncement unsigned(Normal state, Context context) {
        return announcement(state, context, NONE, NONE, NONE, NONE);
    }

    private static ChannelAnnouncement complete(Normal state, Event.AnnouncementSigned half, Context context) {
        Bytes32 hash = GossipSigning.signedHash(unsigned(state, context));
        Signature node = context.nodeKey().sign(hash);
        Signature funding = context.signer().signFunding(hash);
        return weAreNode1(state.funded().params())
                ? announcement(state, context, node, half.nodeSignature(), funding, half.bitcoinSignature())
                : announcement(state, context, half.nodeSignature(), node, half.bitcoinSignature(), funding);
    }

    private static ChannelAnnouncement announcement(Normal state, Context context, Signature node1, Signature node2,
            Signature bitcoin1, Signature bitcoin2) {
        ChannelParams params = state.funded().params();
        boolean first = weAreNode1(params);
        PublicKey localFunding = params.local().basepoints().funding();
        PublicKey remoteFunding = params.remote().basepoints().funding();
        return new ChannelAnnouncement(node1, node2, bitcoin1, bitcoin2, Features.EMPTY, context.chainHash(),
                state.funded().shortChannelId().orElseThrow(),
                first ? params.localNodeId() : params.remoteNodeId(),
                first ? params.remoteNodeId() : params.localNodeId(),
                first ? localFunding : remoteFunding, first ? remoteFunding : localFunding, Bytes.EMPTY);
    }
}
