package lnhub.protocol.channel;

import java.util.List;
import java.util.Map;

/** Nothing is left but what is still owed to others of this node. @param how it ended, for people */
public record Closed(ChannelParams params, Debts debts, String how) implements ChannelState {

    static Closed of(Live state, String how) {
        return new Closed(state.funded().params(), state.funded().debts(), how);
    }

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
            case Command.SettleAcked acked -> settled(acked, link);
            case Command.ForwardsStored stored -> Decision.recorded(link, new Event.HistoryAcked(stored.htlcIds()));
            case Command.RevokedForgotten done -> debts.revoked().isEmpty() ? Decision.none(link)
                    : Decision.recorded(link, new Event.RevokedForgotten());
            case Command.PayDebts again -> payDebts(link);
            case Command.OfferHtlc offer -> answer(offer.offer().origin(), link);
            case Command.Settle settle -> Decision.of(link, settle.outgoing().stream()
                    .map(outgoing -> new Effect.AckSettlement(outgoing, settle.htlcId()))
                    .toArray(Effect.Unbinding[]::new));
            case Command.Connected connected -> Decision.of(link,
                    new Effect.Send(Channel.error(params.channelId(), "the channel is closed")));
            case Command.Close close -> refused(link);
            case Command.ForceClose close -> refused(link);
            default -> Decision.none(link);
        };
    }

    private Decision refused(Link link) {
        return Decision.of(link, new Effect.Answer(new Effect.Outcome.Refused("the channel is closed: " + how)));
    }

    private Decision settled(Command.SettleAcked acked, Link link) {
        return debts.upstream().containsKey(acked.origin())
                ? Decision.recorded(link, new Event.UpstreamAcked(List.of(acked.origin()))) : Decision.none(link);
    }

    private Decision payDebts(Link link) {
        Draft draft = new Draft(link);
        debts.upstream().forEach((origin, outcome) -> draft.effect(new Effect.SettleUpstream(origin, outcome)));
        if (!debts.history().isEmpty()) {
            draft.effect(new Effect.StoreForwards(List.copyOf(debts.history().values())));
        }
        if (!debts.revoked().isEmpty()) {
            draft.effect(new Effect.ForgetRevoked());
        }
        return draft.decision();
    }

    private Decision answer(Origin origin, Link link) {
        Settlement outcome = debts.upstream().get(origin);
        return outcome == null ? Decision.of(link, new Effect.TellRefused(origin, Forwarding.BUSY.encode()))
                : Decision.of(link, new Effect.TellTaken(origin), new Effect.SettleUpstream(origin, outcome));
    }

    @Override
    public ChannelState apply(Event event) {
        return switch (event) {
            case Event.UpstreamAcked acked -> new Closed(params, debts.paid(acked.origins()), how);
            case Event.RevokedForgotten done -> new Closed(params, debts.with(RevokedQueue.EMPTY), how);
            case Event.HistoryAcked acked -> new Closed(params, debts.recorded(acked.htlcIds()), how);
            case Event.OfferRefused refused -> new Closed(params, debts.answering(
                    Map.of(refused.incoming(), List.of(refused.htlcId())),
                    Map.of(refused.incoming(), refused.floor())), how);
            default -> throw new IllegalStateException("cannot happen to a closed channel: " + event);
        };
    }
}
