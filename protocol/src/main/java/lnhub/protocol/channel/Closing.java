package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.wire.ClosingSigned;

/** A mutual close is signed by both and published; it waits to be confirmed, and is then {@link OnChain}. */
public record Closing(Funded funded, Bytes transaction) implements Live {

    @Override
    public Live with(Funded funded) {
        return new Closing(funded, transaction);
    }

    @Override
    public boolean mayForwardLater() {
        return false;
    }

    @Override
    public Decision decide(Command command, Link link, Context context) {
        return switch (command) {
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
        draft.effect(new Effect.PublishAgain(transaction));
        draft.effect(Live.watch(funded));
    }

    @Override
    public Decision decideHere(Command command, Link link, Context context) {
        return switch (command) {
            // A peer that missed our last closing_signed negotiates again: the same fee ends it for both.
            case Command.FromPeer message when message.message() instanceof ClosingSigned again ->
                    new Negotiating(funded).repeat(again, link, context);
            case Command.FromPeer message -> Decision.none(link);
            default -> ignore(command, link);
        };
    }

    @Override
    public Decision resumed(Link link, List<Effect.Unbinding> effects, Context context) {
        Draft draft = new Draft(link);
        effects.forEach(draft::effect);
        watch(draft);
        Forwarding.repeatDebts(this, draft, context);
        return negotiateAgain(draft.decision(), context);
    }

    /** The peer may have missed our last closing_signed, and a fundee waits for the funder to speak. */
    private Decision negotiateAgain(Decision resumed, Context context) {
        Decision begun = new Negotiating(funded).begin(resumed.link(), context);
        if (!(begun instanceof Decision.Recorded recorded)) {
            return resumed;
        }
        List<Effect> effects = new ArrayList<>(resumed.effects());
        effects.addAll(recorded.effects());
        return new Decision.Recorded(recorded.link(), recorded.events(), effects);
    }

    @Override
    public ChannelState applyHere(Event event) {
        return switch (event) {
            case Event.ClosingSignedSent sent -> this;
            // Any close that both have signed will do; the latest is the one the peer knows.
            case Event.ClosingAgreed agreed -> new Closing(funded, agreed.transaction());
            case Event.FundingSpent spent -> OnChain.spent(this, Optional.of(transaction), false, spent);
            default -> Live.impossible(this, event);
        };
    }
}
