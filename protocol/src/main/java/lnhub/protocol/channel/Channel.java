package lnhub.protocol.channel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.ErrorMessage;
import lnhub.protocol.wire.Warning;

/** The one way into a channel: {@link ChannelState#decide} with the rules that hold in every state. */
public final class Channel {

    private Channel() {
    }

    /** What {@code command} leads to in {@code state}. Never throws for anything a peer can send. */
    public static Decision decide(ChannelState state, Command command, Link link, Context context) {
        Link following = link.following(command);
        try {
            return recordAcknowledgements(state, state.decide(command, following, context));
        } catch (Violation violation) {
            return recordAcknowledgements(state, answer(state, following, context, violation));
        }
    }

    private static Decision answer(ChannelState state, Link link, Context context, Violation violation) {
        return switch (state) {
            case Unfunded unfunded -> unfunded.refuse(link, violation.getMessage());
            case Closed closed -> Decision.none(link);
            case Live live when violation.failsChannel() ->
                    Unilateral.fail(live, link, context, violation.getMessage());
            case Live live -> {
                Bytes32 channelId = live.funded().params().channelId();
                yield then(Reestablish.disconnect(live, link),
                        new Effect.Send(new Warning(channelId, text(violation.getMessage()))),
                        new Effect.Disconnect(violation.getMessage()));
            }
        };
    }

    /** The decision with more effects, run first. */
    static Decision then(Decision decision, Effect.Unbinding... first) {
        return switch (decision) {
            case Decision.Recorded recorded -> {
                List<Effect> effects = new ArrayList<>(List.of(first));
                effects.addAll(recorded.effects());
                yield new Decision.Recorded(recorded.link(), recorded.events(), effects);
            }
            case Decision.Unrecorded unrecorded -> {
                List<Effect.Unbinding> effects = new ArrayList<>(List.of(first));
                effects.addAll(unrecorded.effects());
                yield new Decision.Unrecorded(unrecorded.link(), effects);
            }
        };
    }

    /**
     * Acknowledged debts ride along with the next event: repeating them until then is harmless. A preimage can be
     * acknowledged before it is a debt, since it travels at once: that acknowledgement waits for a later event.
     */
    private static Decision recordAcknowledgements(ChannelState state, Decision decision) {
        if (!(decision instanceof Decision.Recorded recorded) || !(state instanceof Live live)) {
            return decision;
        }
        Link.Acks acks = decision.link().acks();
        List<Origin> paid = acks.paid().stream().filter(live.funded().debts().upstream()::containsKey).toList();
        boolean revoked = acks.revokedStored() > live.funded().debts().revoked().stored();
        if (paid.isEmpty() && acks.stored().isEmpty() && !revoked) {
            return decision;
        }
        List<Event> events = new ArrayList<>(recorded.events());
        if (!paid.isEmpty()) {
            events.add(new Event.UpstreamAcked(paid));
        }
        if (!acks.stored().isEmpty()) {
            events.add(new Event.HistoryAcked(acks.stored().stream().sorted().toList()));
        }
        if (revoked) {
            events.add(new Event.RevokedStored(acks.revokedStored()));
        }
        return new Decision.Recorded(decision.link().acksRecorded(paid), events, recorded.effects());
    }

    static ErrorMessage error(Bytes32 channelId, String reason) {
        return new ErrorMessage(channelId, text(reason));
    }

    static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
