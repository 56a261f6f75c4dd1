package lnhub.actors.gossip;

import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;

/** A place in all that a process knows, which has an order: channels, then nodes, then our unannounced channels. */
public sealed interface Place {
    Place START = new Channels(new ShortChannelId(0));

    /** @param first the channel there, or the one before which it would be */
    record Channels(ShortChannelId first) implements Place {
    }

    /** @param first none before all nodes */
    record Nodes(Optional<PublicKey> first) implements Place {
    }

    record UnannouncedChannels(ShortChannelId first) implements Place {
    }

    /** Behind everything. */
    record End() implements Place {
    }

    /** Where the next kind of things begins. */
    default Place nextKind() {
        return switch (this) {
            case Channels here -> new Nodes(Optional.empty());
            case Nodes here -> new UnannouncedChannels(new ShortChannelId(0));
            case UnannouncedChannels here -> new End();
            case End here -> here;
        };
    }

    default boolean isBefore(Place other) {
        return switch (this) {
            case Channels here when other instanceof Channels there -> here.first().compareTo(there.first()) < 0;
            case UnannouncedChannels here when other instanceof UnannouncedChannels there ->
                    here.first().compareTo(there.first()) < 0;
            case Nodes here when other instanceof Nodes there -> there.first().isPresent()
                    && here.first().filter(id -> id.compareTo(there.first().get()) >= 0).isEmpty();
            default -> kind() < other.kind();
        };
    }

    private int kind() {
        return switch (this) {
            case Channels here -> 0;
            case Nodes here -> 1;
            case UnannouncedChannels here -> 2;
            case End here -> 3;
        };
    }
}
