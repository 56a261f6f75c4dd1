package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.units.Bytes32;

/**
 * The peer has proved that we forgot a later state, or our database was found to be an older one. Our commitment may be
 * revoked, so publishing it could lose everything: we only ask the peer to close, and wait
 * (BOLT 2, "Message Retransmission").
 */
public record DataLost(Funded funded, String reason, Optional<Bytes32> spentBy) implements Live {

    @Override
    public Live with(Funded funded) {
        return new DataLost(funded, reason, spentBy);
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
                draft.effect(spentBy.<Effect.Unbinding>map(Effect.WatchSpend::new).orElse(Live.watch(funded)));
                Forwarding.repeatDebts(this, draft, context);
                yield draft.decision();
            }
            default -> Live.super.decide(command, link, context);
        };
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return command instanceof Command.SpendBuried buried
                ? Decision.recorded(link, new Event.ChannelClosed(buried.height())) : ignore(command, link);
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.FundingSpent spent -> new DataLost(funded, reason, Optional.of(spent.txid()));
            case Event.ChannelClosed closed -> Closed.of(this, reason);
            default -> Live.impossible(this, event);
        };
    }
}
