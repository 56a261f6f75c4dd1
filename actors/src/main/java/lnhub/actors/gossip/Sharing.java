package lnhub.actors.gossip;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;

/** Tells the siblings that ask what this process has accepted. What came from one of them is not told again. */
final class Sharing {
    /** Things accepted that a sibling may be behind before it has to compare all there is. */
    private static final int MAX_LOG = 20_000;
    /** Siblings that ask before the receptionist has told us of them. */
    private static final int MAX_WAITING = 64;

    private final ActorRef<SiblingMessage> self;
    private final Knowledge knowledge;
    private final long born;
    private final AcceptedLog<About> log = new AcceptedLog<>(MAX_LOG);
    private final Map<ActorRef<SiblingMessage>, Long> waiting = new LinkedHashMap<>();

    /** What was accepted. */
    private sealed interface About {
        record AChannel(ShortChannelId shortChannelId) implements About {
        }

        record ANode(PublicKey nodeId) implements About {
        }

        record AnUnannounced(ShortChannelId shortChannelId) implements About {
        }

        record AnEnd(ShortChannelId shortChannelId) implements About {
        }
    }

    /** @param born see {@link SiblingMessage.Position} */
    Sharing(ActorRef<SiblingMessage> self, Knowledge knowledge, long born) {
        this.self = self;
        this.knowledge = knowledge;
        this.born = born;
    }

    /** It is in the graph, or was. */
    void accepted(GossipMessage message) {
        switch (message) {
            case ChannelAnnouncement m -> log.add(new About.AChannel(m.shortChannelId()));
            case ChannelUpdate m -> log.add(new About.AChannel(m.shortChannelId()));
            case NodeAnnouncement m -> log.add(new About.ANode(m.nodeId()));
            default -> throw new IllegalArgumentException("a message of type " + message.type() + " is not shared");
        }
    }

    void unannounced(ShortChannelId shortChannelId) {
        log.add(new About.AnUnannounced(shortChannelId));
    }

    void closed(ShortChannelId shortChannelId) {
        log.add(new About.AnEnd(shortChannelId));
    }

    void asked(SiblingMessage.Ask ask) {
        if (!log.reachesBackTo(ask.sequence())) {
            waiting.remove(ask.from());
            ask.from().tell(new SiblingMessage.Position(self, born, log.next()));
        } else if (waiting.containsKey(ask.from()) || waiting.size() < MAX_WAITING) {
            waiting.put(ask.from(), ask.sequence());
        }
    }

    /** Who has left does not wait any more. */
    void keepOnly(Set<ActorRef<SiblingMessage>> siblings) {
        waiting.keySet().retainAll(siblings);
    }

    /** Answers everybody for whom there is something. */
    void answer() {
        List<ActorRef<SiblingMessage>> served = new ArrayList<>();
        waiting.forEach((to, sequence) -> {
            if (sequence < log.next()) {
                to.tell(log.reachesBackTo(sequence) ? accepted(sequence)
                        : new SiblingMessage.Position(self, born, log.next()));
                served.add(to);
            }
        });
        served.forEach(waiting::remove);
    }

    void compare(SiblingMessage.Compare m) {
        Knowledge.Stretch theirs = new Knowledge.Stretch(m.start(), m.end(), m.count(), m.digest());
        Parcel parcel = new Parcel();
        Place next = knowledge.isSame(theirs) ? m.end() : knowledge.pack(theirs, parcel);
        m.from().tell(new SiblingMessage.Part(self, m.start(), next, knowledge.gossip(parcel)));
    }

    private SiblingMessage accepted(long sequence) {
        Parcel parcel = new Parcel();
        long next = sequence;
        for (Map.Entry<Long, About> entry : log.from(sequence)) {
            if (parcel.isFull()) {
                return new SiblingMessage.Accepted(self, sequence, next, knowledge.gossip(parcel));
            }
            pack(entry.getValue(), parcel);
            next = entry.getKey() + 1;
        }
        return new SiblingMessage.Accepted(self, sequence, log.next(), knowledge.gossip(parcel));
    }

    private void pack(About about, Parcel parcel) {
        switch (about) {
            case About.AChannel(ShortChannelId id) -> knowledge.pack(id, parcel);
            case About.ANode(PublicKey id) -> knowledge.graph().node(id)
                    .flatMap(node -> node.announcement()).ifPresent(parcel::add);
            case About.AnUnannounced(ShortChannelId id) -> knowledge.unannounced().find(id).ifPresent(parcel::add);
            case About.AnEnd(ShortChannelId id) -> parcel.addClosed(id);
        }
    }
}
