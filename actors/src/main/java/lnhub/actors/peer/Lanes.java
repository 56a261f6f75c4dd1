package lnhub.actors.peer;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import lnhub.actors.channel.ChannelMessage;
import lnhub.protocol.channel.ChannelRef;

/**
 * What goes between one connection and each channel that uses it, counted: between processes messages may be lost, and
 * a channel that missed one of its peer's must not go on as if it had not been said.
 */
final class Lanes {
    private static final class Lane {
        private Optional<ActorRef<ChannelMessage>> channel = Optional.empty();
        private long sent;
        private long consumed;
        private long received;
        /** What had gone to and fro when the channel was asked last, and when it last agreed. */
        private long asked;
        private long agreed;

        private long traffic() {
            return sent + received;
        }
    }

    private final Map<ChannelRef, Lane> lanes = new HashMap<>();
    private long unconsumed;

    private Lane lane(ChannelRef ref) {
        return lanes.computeIfAbsent(ref, fresh -> new Lane());
    }

    /** @return whom to stop watching, if another incarnation of the channel spoke before */
    Optional<ActorRef<ChannelMessage>> speaks(ChannelRef ref, ActorRef<ChannelMessage> channel) {
        Lane lane = lane(ref);
        Optional<ActorRef<ChannelMessage>> before = lane.channel;
        lane.channel = Optional.of(channel);
        return before;
    }

    /** @return whom to stop watching */
    Optional<ActorRef<ChannelMessage>> leaves(ChannelRef ref) {
        Lane lane = lanes.remove(ref);
        if (lane == null) {
            return Optional.empty();
        }
        unconsumed -= lane.sent - lane.consumed;
        return lane.channel;
    }

    /** @return the number of the message that is now sent to the channel */
    long send(ChannelRef ref) {
        unconsumed++;
        return ++lane(ref).sent;
    }

    /** @return whether this is the message that follows on the last one of the channel's */
    boolean receive(ChannelRef ref, long number) {
        return number == ++lane(ref).received;
    }

    /** @param upTo how many messages the channel has dealt with in all; what comes late says nothing new */
    void consumed(ChannelRef ref, long upTo) {
        Lane lane = lanes.get(ref);
        if (lane != null && upTo > lane.consumed) {
            unconsumed -= upTo - lane.consumed;
            lane.consumed = upTo;
        }
    }

    /** Asks the channels that have said or heard something since they last agreed whether they count the same. */
    void count(BiConsumer<ChannelRef, Long> ask) {
        lanes.forEach((ref, lane) -> {
            if (lane.traffic() != lane.agreed) {
                lane.asked = lane.traffic();
                ask.accept(ref, lane.sent);
            }
        });
    }

    /** A channel's answer. @return whether nothing was lost on the way here */
    boolean counted(ConnectionMessage.Counted counted) {
        consumed(counted.ref(), counted.consumed());
        Lane lane = lanes.get(counted.ref());
        if (lane == null) {
            return true;
        }
        lane.agreed = lane.asked;
        return lane.received == counted.sent();
    }

    /** How many messages of the peer are under way to channels. */
    long unconsumed() {
        return unconsumed;
    }
}
