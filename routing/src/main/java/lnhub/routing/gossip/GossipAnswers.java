package lnhub.routing.gossip;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.QueryChannelRange;
import lnhub.protocol.wire.QueryShortChannelIds;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.TlvStream;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;

/**
 * What a peer gets for its queries and its filter (BOLT 7, "Query Messages"). Long answers are iterators over one
 * snapshot: take the next message when the connection has room for it, so that a query of 64 KB cannot make megabytes
 * pile up. One query per peer at a time; a peer that sends another one before the answer's end may be disconnected.
 */
public final class GossipAnswers {
    private static final int SCID_BLOCKS = 1 << 24;

    private final Bytes32 chainHash;
    private final Graph graph;

    public GossipAnswers(Bytes32 chainHash, Graph graph) {
        this.chainHash = chainHash;
        this.graph = graph;
    }

    /**
     * The channels in a range of blocks, in ascending order, in as many replies as it takes; together they cover the
     * range asked for without a gap. A block may be split between two replies.
     */
    public List<ReplyChannelRange> answer(QueryChannelRange query) {
        long first = query.firstBlocknum();
        long end = first + query.numberOfBlocks();
        List<ShortChannelId> ids = query.chainHash().equals(chainHash) ? idsBetween(first, end) : List.of();
        List<ReplyChannelRange> replies = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(from + EncodedShortIds.MAX_COUNT, ids.size());
            boolean last = to == ids.size();
            long endOfReply = last ? end : ids.get(to - 1).blockHeight() + 1L;
            replies.add(new ReplyChannelRange(query.chainHash(), first, endOfReply - first, last,
                    EncodedShortIds.encode(ids.subList(from, to)), TlvStream.EMPTY));
            boolean split = !last && ids.get(to).blockHeight() == endOfReply - 1;
            first = split ? endOfReply - 1 : endOfReply;
            from = to;
        } while (from < ids.size());
        return replies;
    }

    /**
     * Announcements and updates of the channels asked for, then their nodes' announcements, each once, then the end.
     * Empty if the query's ids cannot be decoded: worth a warning, and the connection may be closed.
     */
    public Optional<Iterator<GossipMessage>> answer(QueryShortChannelIds query) {
        return EncodedShortIds.decode(query.encodedShortIds()).map(ids -> {
            boolean known = query.chainHash().equals(chainHash);
            List<Channel> channels = known ? known(ids) : List.of();
            Set<PublicKey> nodes = new HashSet<>();
            Stream<GossipMessage> about = channels.stream().flatMap(channel -> messages(channel, any -> true));
            Stream<GossipMessage> owners = channels.stream()
                    .flatMap(channel -> Stream.of(channel.nodeId(0), channel.nodeId(1)))
                    .filter(nodes::add)
                    .flatMap(nodeId -> graph.node(nodeId).flatMap(Node::announcement).stream());
            Stream<GossipMessage> end = Stream.of(
                    new ReplyShortChannelIdsEnd(query.chainHash(), known, TlvStream.EMPTY));
            return Stream.concat(Stream.concat(about, owners), end).iterator();
        });
    }

    /** All that a new filter lets through, each channel's announcement before its updates, nodes last. */
    public Iterator<GossipMessage> backlog(GossipFilter filter) {
        Stream<GossipMessage> channels = StreamSupport.stream(graph.channels().spliterator(), false)
                .filter(filter::acceptsChannel)
                .flatMap(channel -> messages(channel, filter::accepts));
        Stream<NodeAnnouncement> nodes = StreamSupport.stream(graph.nodes().spliterator(), false)
                .flatMap(node -> node.announcement().stream())
                .filter(announcement -> filter.accepts(announcement.timestamp()));
        return Stream.concat(channels, nodes).iterator();
    }

    private static Stream<GossipMessage> messages(Channel channel, LongPredicate timestamps) {
        Stream<ChannelUpdate> updates = Stream.of(channel.direction(0), channel.direction(1))
                .flatMap(direction -> direction.stream())
                .map(direction -> direction.update())
                .filter(update -> timestamps.test(update.timestamp()));
        return Stream.concat(Stream.of(channel.announcement()), updates);
    }

    private List<Channel> known(List<ShortChannelId> ids) {
        return ids.stream().distinct().flatMap(id -> graph.channel(id).stream())
                .filter(GossipAnswers::isAnnounceable).toList();
    }

    private List<ShortChannelId> idsBetween(long firstBlock, long endBlock) {
        List<ShortChannelId> ids = new ArrayList<>();
        if (firstBlock >= SCID_BLOCKS) {
            return ids;
        }
        for (Channel channel : graph.channelsFrom(ShortChannelId.of((int) firstBlock, 0, 0))) {
            if (channel.shortChannelId().blockHeight() >= endBlock) {
                break;
            }
            if (isAnnounceable(channel)) {
                ids.add(channel.shortChannelId());
            }
        }
        return ids;
    }

    /** Neither a channel without an update nor one that is closing is announced to others. */
    private static boolean isAnnounceable(Channel channel) {
        return channel.hasUpdate() && !channel.isSpent();
    }
}
