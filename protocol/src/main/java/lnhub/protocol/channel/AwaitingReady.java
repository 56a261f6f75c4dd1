package lnhub.protocol.channel;

import java.util.List;
import lnhub.protocol.wire.ChannelMessage;
import lnhub.protocol.wire.ChannelReady;
import lnhub.protocol.wire.ChannelTlvs;
import lnhub.protocol.wire.Shutdown;

/**
 * Both commitments 0 are signed. Each side sends channel_ready once the funding is deep enough for it; when both
 * have, the channel is {@link Normal}.
 */
public record AwaitingReady(Funded funded) implements Live {

    @Override
    public Live with(Funded funded) {
        return new AwaitingReady(funded);
    }

    @Override
    public boolean mayForwardLater() {
        return true;
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return switch (command) {
            case Command.FundingDeep deep when funded.shortChannelId().isEmpty() -> deep(deep, link, context);
            case Command.NewBlock block -> publishAgain(link);
            case Command.FromPeer message -> fromPeer(message.message(), link, context);
            case Command.Close close -> ShuttingDown.close(this, link);
            default -> ignore(command, link);
        };
    }

    private Decision publishAgain(Link link) {
        Draft draft = new Draft(link);
        funded.fundingTx().ifPresent(tx -> draft.effect(new Effect.PublishAgain(tx)));
        return draft.decision();
    }

    @Override
    public Decision resumed(Link link, List<Effect.Unbinding> effects, Context context) {
        Draft draft = new Draft(link);
        effects.forEach(draft::effect);
        funded.fundingTx().ifPresent(tx -> draft.effect(new Effect.PublishAgain(tx)));
        return ShuttingDown.finish(this, draft, context);
    }

    private Decision deep(Command.FundingDeep deep, Link link, Context context) {
        Draft draft = new Draft(link);
        if (link.isUp()) {
            draft.effect(new Effect.Send(Reestablish.channelReady(funded.params(), context.signer())));
        }
        return ready(draft, new Event.FundingConfirmed(deep.shortChannelId()), context);
    }

    private Decision fromPeer(ChannelMessage message, Link link, Context context) {
        return switch (message) {
            case ChannelReady again when funded.remoteReady() -> Decision.none(link);
            case ChannelReady ready -> ready(new Draft(link), new Event.ChannelReadyReceived(
                    ready.secondPerCommitmentPoint(), ChannelTlvs.alias(ready.tlvs())), context);
            case Shutdown shutdown -> ShuttingDown.received(this, link, shutdown, context);
            default -> throw Violation.warn("unexpected message of type " + message.type() + " before channel_ready");
        };
    }

    /** The second of the two channel_ready opens the channel; its funding may be deep enough to announce already. */
    private Decision ready(Draft draft, Event event, Context context) {
        draft.event(event);
        if (apply(event) instanceof Normal open) {
            draft.effect(new Effect.Answer(new Effect.Outcome.Ready(open.funded().shortChannelId().orElseThrow())));
            Announcing.announce(open, draft, context);
        }
        return draft.decision();
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.FundingConfirmed confirmed -> next(funded.confirmed(confirmed.shortChannelId()));
            case Event.ChannelReadyReceived ready -> next(funded.remoteReady(ready));
            case Event.ShutdownSent shutdown -> new AwaitingReady(funded.shutdownSent(shutdown.script()));
            case Event.ShutdownReceived shutdown -> new AwaitingReady(funded.shutdownReceived(shutdown.script()));
            case Event.NegotiationStarted started -> new Negotiating(funded);
            case Event.FundingAbandoned abandoned -> Closed.of(this, abandoned.reason());
            case Event.FundingSpent spent -> OnChain.spent(this, spent);
            default -> Live.impossible(this, event);
        };
    }

    private static ChannelState next(Funded funded) {
        return funded.remoteReady() && funded.shortChannelId().isPresent()
                ? new Normal(funded) : new AwaitingReady(funded);
    }
}
