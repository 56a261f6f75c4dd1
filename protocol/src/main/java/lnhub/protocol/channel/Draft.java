package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;

/** A decision in the making. It takes unbinding effects only; binding ones need {@link #decision(Event, List)}. */
final class Draft {
    private Link link;
    private final List<Event> events = new ArrayList<>();
    private final List<Effect.Unbinding> effects = new ArrayList<>();

    Draft(Link link) {
        this.link = link;
    }

    Link link() {
        return link;
    }

    void link(Link link) {
        this.link = link;
    }

    void event(Event event) {
        events.add(event);
    }

    void effect(Effect.Unbinding effect) {
        effects.add(effect);
    }

    Decision decision() {
        return events.isEmpty() ? new Decision.Unrecorded(link, effects)
                : new Decision.Recorded(link, events, List.copyOf(effects));
    }

    /** With the event that explains binding effects: those come before the draft's own, event and effects alike. */
    Decision decision(Event first, List<Effect.Binding> binding) {
        List<Event> allEvents = new ArrayList<>(events.size() + 1);
        allEvents.add(first);
        allEvents.addAll(events);
        List<Effect> allEffects = new ArrayList<>(binding);
        allEffects.addAll(effects);
        return new Decision.Recorded(link, allEvents, allEffects);
    }
}
