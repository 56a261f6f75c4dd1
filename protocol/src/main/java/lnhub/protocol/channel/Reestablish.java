package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.ChannelReestablish;
import lnhub.protocol.wire.RevokeAndAck;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.TlvStream;

/** Connections come and go (BOLT 2, "Message Retransmission"). All that is sent again derives from durable state. */
final class Reestablish {

    private Reestablish() {
    }

    /** A new connection: say where we are. */
    static Decision start(Live state, Link link, Command.PeerFeatures features, Context context) {
        Draft draft = dropped(state, link);
        draft.link(draft.link().connected(Link.Phase.SYNCING, features));
        Commitments commitments = state.funded().commitments();
        long revoked = commitments.remote().number();
        Bytes32 lastSecret = revoked == 0 ? Bytes32.ZEROES
                : commitments.secrets().get(revoked - 1).orElseThrow();
        ChannelReestablish message = new ChannelReestablish(commitments.params().channelId(),
                commitments.local().number() + 1, revoked, lastSecret,
                context.signer().commitmentPoint(commitments.local().number()), TlvStream.EMPTY);
        draft.effect(new Effect.Send(message));
        return draft.decision();
    }

    /**
     * The connection is gone, and with it every update that is not signed. Outcomes that were only proposed are
     * recorded, offers that were only proposed are refused: nobody is left waiting.
     */
    static Decision disconnect(Live state, Link link) {
        return dropped(state, link).decision();
    }

    static Draft dropped(Live state, Link link) {
        Draft draft = new Draft(link.disconnected());
        drop(state, link, draft);
        return draft;
    }

    /** What was only proposed on this connection. */
    static void drop(Live state, Link link, Draft draft) {
        for (Update update : link.proposed()) {
            switch (update) {
                case Update.Remove remove ->
                        Forwarding.recordSettlement(state.funded(), remove.id(), remove.settlement(), draft);
                case Update.Add add -> Forwarding.refuse(state, add.origin().orElseThrow(),
                        Forwarding.BUSY, draft);
                case Update.Fee fee -> { }
            }
        }
        if (link.closing() && state.funded().localShutdown().isEmpty()) {
            draft.effect(new Effect.Answer(new Effect.Outcome.Refused(
                    "the connection was lost before shutdown could be sent")));
        }
    }

    /** What we know of the channel may be revoked. The peer, if it is there, is asked to close (BOLT 2). */
    static Decision lost(Live state, Link link, String reason) {
        Draft draft = dropped(state, link);
        draft.event(new Event.DataLost(reason));
        if (link.phase() != Link.Phase.DOWN) {
            draft.effect(new Effect.Send(Channel.error(state.funded().params().channelId(), reason)));
        }
        return draft.decision();
    }

    /** The first message on a connection must be the peer's channel_reestablish. */
    static Decision receive(Live state, Link link, ChannelMessage message, Context context) {
        if (!(message instanceof ChannelReestablish theirs)) {
            throw Violation.warn("expected channel_reestablish, got a message of type " + message.type());
        }
        return switch (Sync.of(state.funded().commitments(), theirs, context.signer())) {
            case Sync.WeAreBehind behind -> {
                Draft draft = dropped(state, link);
                draft.event(new Event.DataLost(behind.reason()));
                draft.effect(new Effect.Send(Channel.error(theirs.channelId(), behind.reason())));
                yield draft.decision();
            }
            case Sync.Resume resume -> resume(state, link, theirs, resume, context);
        };
    }

    private static Decision resume(Live state, Link link, ChannelReestablish theirs, Sync.Resume resume,
            Context context) {
        Commitments commitments = state.funded().commitments();
        List<Effect.Unbinding> effects = new ArrayList<>();
        if (theirs.nextCommitmentNumber() == 1 && commitments.local().number() == 0
                && state.funded().shortChannelId().isPresent()) {
            effects.add(new Effect.Send(channelReady(commitments.params(), context.signer())));
        }
        if (resume.resendRevocation() && resume.resendCommitment() && commitments.commitmentSentLast()) {
            effects.add(new Effect.Send(revocation(commitments, context.signer())));
            resendCommitment(commitments, context.signer(), effects);
        } else {
            if (resume.resendCommitment()) {
                resendCommitment(commitments, context.signer(), effects);
            }
            if (resume.resendRevocation()) {
                effects.add(new Effect.Send(revocation(commitments, context.signer())));
            }
        }
        state.funded().localShutdown().ifPresent(script -> effects.add(new Effect.Send(
                new Shutdown(commitments.params().channelId(), script, TlvStream.EMPTY))));
        return state.resumed(link.up(), effects, context);
    }

    private static void resendCommitment(Commitments commitments, Signer signer, List<Effect.Unbinding> effects) {
        for (Update update : commitments.unacked()) {
            effects.add(new Effect.Send(update.toMessage(commitments.params().channelId())));
        }
        effects.add(new Effect.Send(CommitmentTransactions.sign(commitments, signer, View.REMOTE_SIGNED)));
    }

    /** The revocation of the commitment before our current one. */
    static RevokeAndAck revocation(Commitments commitments, Signer signer) {
        long number = commitments.local().number();
        return new RevokeAndAck(commitments.params().channelId(), signer.commitmentSecret(number - 1),
                signer.commitmentPoint(number + 1), TlvStream.EMPTY);
    }

    static ChannelReady channelReady(ChannelParams params, Signer signer) {
        return new ChannelReady(params.channelId(), signer.commitmentPoint(1), TlvStream.EMPTY);
    }
}
