package lnhub.protocol.channel;

/**
 * What is durable of a channel. {@link #decide} has no effect of its own; {@link #apply} is total, does no
 * cryptography and cannot fail on an event that {@code decide} gave in this state.
 */
public sealed interface ChannelState permits Unfunded, Live, Closed {

    /** The state of a channel about which nothing has been recorded. */
    ChannelState NEW = new Unfunded();

    /** Use {@link Channel#decide}: it turns a peer's violations into decisions. */
    Decision decide(Command command, Link link, Context context);

    ChannelState apply(Event event);

    default ChannelState apply(Event.Recorded recorded) {
        ChannelState state = this;
        for (Event event : recorded.events()) {
            state = state.apply(event);
        }
        return state;
    }
}
