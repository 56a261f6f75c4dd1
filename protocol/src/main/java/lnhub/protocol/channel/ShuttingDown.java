package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.transactions.ShutdownScript;
import lnhub.protocol.wire.Shutdown;
import lnhub.protocol.wire.TlvStream;

/**
 * Shutdown (BOLT 2, "Closing Initiation"), from the first of the two messages to the last HTLC. Either side may send it
 * before channel_ready too.
 */
final class ShuttingDown {

    private ShuttingDown() {
    }

    /** The operator wants to close. A shutdown must not leave while updates of ours are unsigned: they go first. */
    static Decision close(Live state, Link link) {
        if (state.funded().localShutdown().isPresent() || link.closing()) {
            return Decision.none(link);
        }
        if (!link.isUp()) {
            return Decision.of(link, new Effect.Answer(new Effect.Outcome.Refused(
                    "the peer is not connected; close with force, or wait for it")));
        }
        Draft draft = new Draft(link.closing(true));
        if (link.proposed().isEmpty()) {
            sendIfAsked(state, draft);
        }
        return draft.decision();
    }

    /** Sends our shutdown if it is due. The draft's link has no unsigned update of ours. */
    static void sendIfAsked(Live state, Draft draft) {
        if (draft.link().closing() && state.funded().localShutdown().isEmpty()) {
            ChannelParams params = state.funded().params();
            draft.link(draft.link().closing(false));
            draft.event(new Event.ShutdownSent(params.closeScript()));
            draft.effect(new Effect.Send(new Shutdown(params.channelId(), params.closeScript(), TlvStream.EMPTY)));
        }
    }

    static Decision received(Live state, Link link, Shutdown message, Context context) {
        Funded funded = state.funded();
        ChannelParams params = funded.params();
        Violation.check(ShutdownScript.isAcceptable(message.scriptPubkey(), params.anySegwit()),
                "the shutdown script is not an accepted form");
        Violation.check(params.remote().upfrontShutdownScript().map(message.scriptPubkey()::equals).orElse(true),
                "the shutdown script is not the upfront_shutdown_script");
        Violation.check(link.received().stream().noneMatch(Update.Add.class::isInstance),
                "shutdown while update_add_htlc is not signed");
        Draft draft = new Draft(link);
        Live after = state;
        if (!funded.remoteShutdown().map(message.scriptPubkey()::equals).orElse(false)) {
            Event event = new Event.ShutdownReceived(message.scriptPubkey());
            draft.event(event);
            after = (Live) state.apply(event);
        }
        if (funded.localShutdown().isEmpty()) {
            draft.link(draft.link().closing(true));
            if (link.proposed().isEmpty()) {
                sendIfAsked(after, draft);
                after = after.with(after.funded().shutdownSent(params.closeScript()));
            }
        }
        return finish(after, draft, context);
    }

    /** The draft's decision, and the start of the fee negotiation when nothing is left to settle. */
    static Decision finish(Live after, Draft draft, Context context) {
        if (!isFinished(after, draft)) {
            return draft.decision();
        }
        Decision before = draft.decision();
        return start(after, before, context);
    }

    static Decision finish(Live after, Draft draft, Event first, List<Effect.Binding> binding, Context context) {
        Decision before = draft.decision(first, binding);
        return isFinished(after, draft) ? start(after, before, context) : before;
    }

    private static boolean isFinished(Live after, Draft draft) {
        Funded funded = after.funded();
        return draft.link().isUp() && funded.localShutdown().isPresent() && funded.remoteShutdown().isPresent()
                && funded.commitments().isQuiet() && !draft.link().hasProposals();
    }

    private static Decision start(Live after, Decision before, Context context) {
        List<Event> events = new ArrayList<>(before instanceof Decision.Recorded r ? r.events() : List.of());
        events.add(new Event.NegotiationStarted());
        List<Effect> effects = new ArrayList<>(before.effects());
        Decision negotiation = new Negotiating(after.funded()).begin(before.link(), context);
        if (negotiation instanceof Decision.Recorded recorded) {
            events.addAll(recorded.events());
        }
        effects.addAll(negotiation.effects());
        return new Decision.Recorded(negotiation.link(), events, effects);
    }
}
