package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;

/**
 * What the gossip actors of one node's processes tell each other. Who wants to know asks, and asks for more only when
 * it has taken in the last: so a slow one delays only itself, and what is lost is asked for again.
 */
public sealed interface SiblingMessage extends GossipCommand {

    ActorRef<SiblingMessage> from();

    /**
     * Tell me what you have accepted from this number on, as soon as there is anything. Answered by {@link Accepted},
     * or by {@link Position}. A later one replaces it.
     *
     * @param sequence 0 if nothing is known of the numbers
     */
    record Ask(ActorRef<SiblingMessage> from, long sequence) implements SiblingMessage {
    }

    /**
     * What the sender has accepted itself, from peers or as our own; not what it has from other siblings.
     *
     * @param sequence as it was asked for
     * @param next what to ask for then
     */
    record Accepted(ActorRef<SiblingMessage> from, long sequence, long next, SharedGossip gossip)
            implements SiblingMessage {
    }

    /**
     * The number asked for is not there, or not any more: compare what we know, then ask from here on.
     *
     * @param born orders processes by age: the lower the older
     */
    record Position(ActorRef<SiblingMessage> from, long born, long next) implements SiblingMessage {
    }

    /**
     * What do you know in this stretch? Answered by {@link Part}.
     *
     * @param end exclusive
     * @param count how many things the asker knows there, at most 256
     * @param digest of them
     */
    record Compare(ActorRef<SiblingMessage> from, Place start, Place end, int count, long digest)
            implements SiblingMessage {
    }

    /**
     * What the sender knows from the start on: nothing if the asker knows the same. At most about 100 kB.
     *
     * @param next where to go on
     */
    record Part(ActorRef<SiblingMessage> from, Place start, Place next, SharedGossip gossip) implements SiblingMessage {
    }
}
