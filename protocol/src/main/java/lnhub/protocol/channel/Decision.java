package lnhub.protocol.channel;

import java.util.List;

/**
 * What a command leads to. The two kinds make "durable before binding" a matter of type: without an event there is
 * no place for a binding effect.
 */
public sealed interface Decision {

    Link link();

    List<? extends Effect> effects();

    /** @param events at least one; the effects are run only once they are durable */
    record Recorded(Link link, List<Event> events, List<Effect> effects) implements Decision {
        public Recorded {
            if (events.isEmpty()) {
                throw new IllegalArgumentException("a recorded decision has at least one event");
            }
        }
    }

    record Unrecorded(Link link, List<Effect.Unbinding> effects) implements Decision {
    }

    static Decision none(Link link) {
        return new Unrecorded(link, List.of());
    }

    static Decision of(Link link, Effect.Unbinding... effects) {
        return new Unrecorded(link, List.of(effects));
    }

    static Decision recorded(Link link, Event event, Effect... effects) {
        return new Recorded(link, List.of(event), List.of(effects));
    }
}
