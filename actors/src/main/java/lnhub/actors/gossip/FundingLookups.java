package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lnhub.actors.peer.ConnectionMessage;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;

/**
 * The channels whose funding output the chain is asked for, a few at a time. How many can wait is bounded by the
 * rules ({@code maxWaiting}).
 */
final class FundingLookups {
    private final int atOnce;
    private final Consumer<ShortChannelId> chain;
    private final ArrayDeque<Lookup> waiting = new ArrayDeque<>();
    private final Map<ShortChannelId, Lookup> underWay = new HashMap<>();
    private boolean paused;
    private int blocks;

    /** @param from whose it was; none if a sibling told us @param blocks seen when the chain was asked */
    record Lookup(ChannelAnnouncement announcement, Optional<ActorRef<ConnectionMessage>> from, int blocks) {
        ShortChannelId shortChannelId() {
            return announcement.shortChannelId();
        }
    }

    /** @param chain asks it */
    FundingLookups(int atOnce, Consumer<ShortChannelId> chain) {
        this.atOnce = atOnce;
        this.chain = chain;
    }

    int pending() {
        return waiting.size() + underWay.size();
    }

    void ask(ChannelAnnouncement announcement, Optional<ActorRef<ConnectionMessage>> from) {
        waiting.add(new Lookup(announcement, from, blocks));
        next();
    }

    /** A block came: it may spend what the chain was about to call unspent. */
    void blockSeen() {
        blocks++;
    }

    /**
     * The chain has answered.
     *
     * @return empty if a block came in between: then the output may be spent by now, and the chain is asked again
     */
    Optional<Lookup> answered(ShortChannelId shortChannelId) {
        Lookup lookup = underWay.remove(shortChannelId);
        if (lookup.blocks() != blocks) {
            waiting.addFirst(lookup);
        }
        next();
        return lookup.blocks() == blocks ? Optional.of(lookup) : Optional.empty();
    }

    /** The chain could not answer: nothing is known, so the channel goes on waiting, and all others with it. */
    void failed(ShortChannelId shortChannelId) {
        waiting.addFirst(underWay.remove(shortChannelId));
        paused = true;
    }

    void resume() {
        paused = false;
        next();
    }

    private void next() {
        while (!paused && underWay.size() < atOnce && !waiting.isEmpty()) {
            Lookup lookup = waiting.remove();
            underWay.put(lookup.shortChannelId(), new Lookup(lookup.announcement(), lookup.from(), blocks));
            chain.accept(lookup.shortChannelId());
        }
    }
}
