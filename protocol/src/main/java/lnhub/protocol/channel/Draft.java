package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;

/** A decision in the making. Binding effects are taken only together with the event that explains them. */
final class Draft {
    private Link link;
    private final List<Event> events = new ArrayList<>();
    private final List<Effect.Binding> binding = new ArrayList<>();
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

    /** With the event that explains a binding effect; such effects run before the others. */
    void bind(Event event, Effect.Binding effect) {
        events.add(event);
        binding.add(effect);
    }

    /** The state once the events so far have happened. */
    ChannelState applyTo(ChannelState state) {
        ChannelState after = state;
        for (Event event : events) {
            after = after.apply(event);
        }
        return after;
    }

    Decision decision() {
        return events.isEmpty() ? new Decision.Unrecorded(link, effects)
                : new Decision.Recorded(link, events, allEffects());
    }

    private List<Effect> allEffects() {
        List<Effect> all = new ArrayList<>(binding);
        all.addAll(effects);
        return all;
    }

    /** With the event that explains binding effects: those come before the draft's own, event and effects alike. */
    Decision decision(Event first, List<Effect.Binding> binding) {
        List<Event> allEvents = new ArrayList<>(events.size() + 1);
        allEvents.add(first);
        allEvents.addAll(events);
        List<Effect> effects = new ArrayList<>(binding);
        effects.addAll(allEffects());
        return new Decision.Recorded(link, allEvents, effects);
    }
}
