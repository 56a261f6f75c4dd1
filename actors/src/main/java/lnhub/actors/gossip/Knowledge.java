package lnhub.actors.gossip;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;

/**
 * All that this process knows of the network, in an order: two processes find by digests of stretches of it where they
 * differ. Channels that are being closed are left out: each process sees the chain itself.
 */
final class Knowledge {
    /** Things in a stretch that is compared. */
    private static final int STRETCH = 256;

    private final Supplier<Graph> graph;
    private final ChainSide chain;
    private final Unannounced unannounced;

    Knowledge(Supplier<Graph> graph, ChainSide chain, Unannounced unannounced) {
        this.graph = graph;
        this.chain = chain;
        this.unannounced = unannounced;
    }

    /** One thing, where it is, and what tells it from an older state of itself. */
    private record Thing(Place place, long digest, Consumer<Parcel> add) {
    }

    /** A stretch of what we know. */
    record Stretch(Place start, Place end, int count, long digest) {
    }

    Stretch stretch(Place start) {
        Iterator<Thing> things = things(start).iterator();
        int count = 0;
        long digest = 0;
        while (things.hasNext()) {
            Thing thing = things.next();
            if (count == STRETCH) {
                return new Stretch(start, thing.place(), count, digest);
            }
            count++;
            digest += thing.digest();
        }
        return new Stretch(start, start.nextKind(), count, digest);
    }

    /** Whether another one, who knows this, knows the same there as we do. */
    boolean isSame(Stretch other) {
        Iterator<Thing> things = things(other).iterator();
        int count = 0;
        long digest = 0;
        while (things.hasNext() && count <= other.count()) {
            count++;
            digest += things.next().digest();
        }
        return count == other.count() && digest == other.digest();
    }

    /** Puts in what we know there, until it is full. @return where to go on */
    Place pack(Stretch stretch, Parcel parcel) {
        for (Iterator<Thing> things = things(stretch).iterator(); things.hasNext();) {
            Thing thing = things.next();
            if (parcel.isFull()) {
                return thing.place();
            }
            thing.add().accept(parcel);
        }
        return stretch.end();
    }

    /** Puts in a channel, if it is there and not being closed. */
    void pack(ShortChannelId shortChannelId, Parcel parcel) {
        graph.get().channel(shortChannelId).filter(channel -> !channel.isSpent())
                .ifPresent(channel -> parcel.add(channel, chain.funding(shortChannelId)));
    }

    Graph graph() {
        return graph.get();
    }

    Unannounced unannounced() {
        return unannounced;
    }

    SharedGossip gossip(Parcel parcel) {
        return parcel.gossip(Math.max(chain.judgedHeight(), 0));
    }

    private Stream<Thing> things(Stretch stretch) {
        return things(stretch.start()).takeWhile(thing -> thing.place().isBefore(stretch.end()));
    }

    /** From there on, of one kind. */
    private Stream<Thing> things(Place start) {
        return switch (start) {
            case Place.Channels(ShortChannelId first) -> stream(graph.get().channelsFrom(first))
                    .filter(channel -> !channel.isSpent()).map(this::thing);
            case Place.Nodes(Optional<?> first) -> stream(nodes(((Place.Nodes) start)))
                    .flatMap(node -> node.announcement().stream()).map(Knowledge::thing);
            case Place.UnannouncedChannels(ShortChannelId first) -> stream(unannounced.from(first))
                    .map(Knowledge::thing);
            case Place.End end -> Stream.empty();
        };
    }

    private Iterable<Node> nodes(Place.Nodes start) {
        return start.first().map(graph.get()::nodesFrom).orElseGet(graph.get()::nodes);
    }

    private static <T> Stream<T> stream(Iterable<T> things) {
        return StreamSupport.stream(things.spliterator(), false);
    }

    private Thing thing(Channel channel) {
        ShortChannelId id = channel.shortChannelId();
        return new Thing(new Place.Channels(id), digest(id.value(), timestamp(channel.direction(0)),
                timestamp(channel.direction(1))), parcel -> parcel.add(channel, chain.funding(id)));
    }

    private static Thing thing(NodeAnnouncement m) {
        return new Thing(new Place.Nodes(Optional.of(m.nodeId())),
                digest(m.nodeId().hashCode(), m.timestamp(), 0), parcel -> parcel.add(m));
    }

    private static Thing thing(SharedGossip.Unannounced channel) {
        return new Thing(new Place.UnannouncedChannels(channel.shortChannelId()),
                digest(channel.shortChannelId().value(), channel.ours().map(ChannelUpdate::timestamp).orElse(0L),
                        channel.theirs().map(ChannelUpdate::timestamp).orElse(0L)), parcel -> parcel.add(channel));
    }

    private static long timestamp(Optional<Direction> direction) {
        return direction.map(known -> known.update().timestamp()).orElse(0L);
    }

    private static long digest(long one, long two, long three) {
        return mixed(mixed(mixed(one) + two) + three);
    }

    /** The finaliser of SplitMix64. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
