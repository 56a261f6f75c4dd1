package lnhub.protocol.channel;

import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The channel ends on chain without a mutual close: we have published our commitment, or the funding output was spent
 * by somebody else's transaction.
 *
 * @param transaction our commitment, if it was us: published again until something spends the funding output
 * @param spentBy the transaction in the chain that spends the funding output
 */
public record OnChain(Funded funded, Optional<Bytes> transaction, Optional<Bytes32> spentBy, String reason)
        implements Live {

    static ChannelState spent(Live state, Event.FundingSpent spent) {
        return new OnChain(state.funded(), Optional.empty(), Optional.of(spent.txid()),
                "the funding output was spent by " + spent.txid().reversed());
    }

    @Override
    public Live with(Funded funded) {
        return new OnChain(funded, transaction, spentBy, reason);
    }

    @Override
    public boolean mayForwardLater() {
        return false;
    }

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            // A failed channel only repeats its error (BOLT 2, "Message Retransmission").
            case Command.Connected connected -> Decision.of(link,
                    new Effect.Send(Channel.error(funded.params().channelId(), "the channel is closed on chain")));
            case Command.FromPeer message -> Decision.none(link);
            case Command.PayDebts debts -> {
                Draft draft = new Draft(link);
                watch(draft);
                Forwarding.repeatDebts(this, draft, context);
                yield draft.decision();
            }
            default -> Live.super.decide(command, link, context);
        };
    }

    private void watch(Draft draft) {
        if (spentBy.isPresent()) {
            draft.effect(new Effect.WatchSpend(spentBy.get()));
        } else {
            transaction.ifPresent(tx -> draft.effect(new Effect.PublishAgain(tx)));
            draft.effect(Live.watch(funded));
        }
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return command instanceof Command.SpendBuried buried
                ? Decision.recorded(link, new Event.ChannelClosed(buried.height())) : ignore(command, link);
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.FundingSpent spent -> new OnChain(funded, transaction, Optional.of(spent.txid()), reason);
            case Event.ChannelClosed closed -> Closed.of(this, reason);
            default -> Live.impossible(this, event);
        };
    }
}
