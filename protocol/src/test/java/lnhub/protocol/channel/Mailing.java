package lnhub.protocol.channel;

import java.util.Optional;

/** Whom an effect is for, within a node. */
final class Mailing {
    private Mailing() {
    }

    /** The mail that the effect of channel {@code from} is; empty for what no part of the kit waits for. */
    static Optional<SimNode.Mail> of(ChannelRef from, Effect effect) {
        return switch (effect) {
            case Effect.RequestSign sign -> mail(from, new Command.Sign());
            case Effect.OfferTo offer -> mail(offer.outgoing(), new Command.OfferHtlc(offer.offer()));
            case Effect.TellTaken taken when taken.origin() instanceof Origin.Forwarded origin ->
                    mail(origin.incoming(), new Command.OfferTaken(origin.htlcId(), from));
            case Effect.TellRefused refused when refused.origin() instanceof Origin.Forwarded origin ->
                    mail(origin.incoming(), new Command.OfferRefused(origin.htlcId(), from, refused.failure()));
            case Effect.SettleUpstream settle when settle.origin() instanceof Origin.Forwarded origin ->
                    mail(origin.incoming(), new Command.Settle(origin.htlcId(), settle.settlement(),
                            Optional.of(from)));
            case Effect.AckSettlement acked -> mail(acked.outgoing(),
                    new Command.SettleAcked(new Origin.Forwarded(from, acked.htlcId())));
            case Effect.Deliver d -> note(from, effect);
            case Effect.TellTaken t -> note(from, effect);
            case Effect.TellRefused r -> note(from, effect);
            case Effect.SettleUpstream s -> note(from, effect);
            case Effect.StoreForwards s -> note(from, effect);
            default -> Optional.empty();
        };
    }

    private static Optional<SimNode.Mail> mail(ChannelRef to, Command command) {
        return Optional.of(new SimNode.Mail.ToChannel(to, command));
    }

    private static Optional<SimNode.Mail> note(ChannelRef from, Effect effect) {
        return Optional.of(new SimNode.Mail.ToNode(from, effect));
    }
}
