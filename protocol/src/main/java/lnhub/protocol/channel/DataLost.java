package lnhub.protocol.channel;

import java.util.Optional;

/**
 * The peer has proved that we forgot a later state, or our database was found to be an older one. Our commitment may be
 * revoked, so publishing it could lose everything: we only ask the peer to close, and wait
 * (BOLT 2, "Message Retransmission").
 */
public record DataLost(Funded funded, String reason) implements Live {

    @Override
    public Live with(Funded funded) {
        return new DataLost(funded, reason);
    }

    @Override
    public boolean mayForwardLater() {
        return false;
    }

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            case Command.Connected connected -> Decision.of(link,
                    new Effect.Send(Channel.error(funded.params().channelId(), reason)));
            case Command.FromPeer message -> Decision.none(link);
            case Command.PeerError error -> Decision.none(link);
            case Command.PayDebts debts -> {
                Draft draft = new Draft(link);
                draft.effect(Live.watch(funded));
                Forwarding.repeatDebts(this, draft, context);
                yield draft.decision();
            }
            default -> Live.super.decide(command, link, context);
        };
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return ignore(command, link);
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.FundingSpent spent -> OnChain.spent(this, Optional.empty(), true, spent);
            default -> Live.impossible(this, event);
        };
    }
}
