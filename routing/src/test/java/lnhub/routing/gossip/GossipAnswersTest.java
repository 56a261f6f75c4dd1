package lnhub.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.protocol.wire.QueryChannelRange;
import lnhub.protocol.wire.QueryShortChannelIds;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.TlvStream;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;
import lnhub.routing.graph.RandomNetwork;
import lnhub.routing.graph.UpdateBudget;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GossipAnswersTest {
    private static final Bytes32 CHAIN = Bytes32.ZEROES;
    private static final PublicKey A = RandomNetwork.nodeId(1);
    private static final PublicKey B = RandomNetwork.nodeId(2);

    @Test
    void decodesTheIdsOfTheVectorInBolt7() {
        Bytes encoded = Bytes.fromHex("00000000000000008e0000000000003c69000000000045a6c4");
        List<ShortChannelId> ids = List.of(ShortChannelId.of(0, 0, 142), ShortChannelId.of(0, 0, 15465),
                ShortChannelId.of(0, 69, 42692));
        assertThat(EncodedShortIds.decode(encoded)).contains(ids);
        assertThat(EncodedShortIds.encode(ids)).isEqualTo(encoded);
        assertThat(EncodedShortIds.decode(Bytes.fromHex("00"))).contains(List.of());
        assertThat(EncodedShortIds.decode(Bytes.EMPTY)).isEmpty();
        assertThat(EncodedShortIds.decode(Bytes.fromHex("01789c636000"))).isEmpty();
        assertThat(EncodedShortIds.decode(Bytes.fromHex("00000000000000008e00"))).isEmpty();
    }

    @Property(tries = 40)
    void repliesCoverTheRangeInOrderAndHoldEveryChannelOnce(
            @ForAll @IntRange(min = 0, max = 20_000) int channels,
            @ForAll @IntRange(min = 1, max = 9_000) int perBlock,
            @ForAll @LongRange(min = 0, max = 30) long first,
            @ForAll @LongRange(min = 1, max = 0xFFFF_FFFFL) long blocks) {
        Graph graph = graph(channels, perBlock);
        QueryChannelRange query = new QueryChannelRange(CHAIN, first, blocks, TlvStream.EMPTY);
        List<ReplyChannelRange> replies = new GossipAnswers(CHAIN, graph).answer(query);
        List<ShortChannelId> ids = new ArrayList<>();
        long next = first;
        for (ReplyChannelRange reply : replies) {
            List<ShortChannelId> some = EncodedShortIds.decode(reply.encodedShortIds()).orElseThrow();
            assertThat(some).hasSizeLessThanOrEqualTo(EncodedShortIds.MAX_COUNT);
            assertThat(reply.firstBlocknum()).isBetween(Math.max(first, next - 1), next);
            next = reply.firstBlocknum() + reply.numberOfBlocks();
            for (ShortChannelId id : some) {
                assertThat((long) id.blockHeight()).isBetween(reply.firstBlocknum(), next - 1);
            }
            assertThat(reply.syncComplete()).isEqualTo(reply == replies.getLast());
            ids.addAll(some);
        }
        assertThat(next).isEqualTo(first + blocks);
        List<ShortChannelId> expected = new ArrayList<>();
        for (Channel channel : graph.channels()) {
            int height = channel.shortChannelId().blockHeight();
            if (height >= first && height < first + blocks) {
                expected.add(channel.shortChannelId());
            }
        }
        assertThat(ids).isEqualTo(expected);
    }

    @Test
    void ofAnotherChainWeKnowNothing() {
        GossipAnswers answers = new GossipAnswers(CHAIN, graph(3, 1));
        Bytes32 other = Bytes32.fromHex("11".repeat(32));
        assertThat(answers.answer(new QueryChannelRange(other, 0, 10, TlvStream.EMPTY))).containsExactly(
                new ReplyChannelRange(other, 0, 10, true, Bytes.fromHex("00"), TlvStream.EMPTY));
        Iterator<GossipMessage> about = answers.answer(new QueryShortChannelIds(
                other, EncodedShortIds.encode(List.of(id(0, 1))), TlvStream.EMPTY)).orElseThrow();
        assertThat(about).toIterable()
                .containsExactly(new ReplyShortChannelIdsEnd(other, false, TlvStream.EMPTY));
    }

    @Test
    void aQueryIsAnsweredWithAnnouncementsUpdatesNodesAndTheEnd() {
        NodeAnnouncement node = new NodeAnnouncement(Signature.wrap(new byte[64]), Features.EMPTY,
                RandomNetwork.TIMESTAMP, A, Bytes.fromHex("000000"), Bytes32.ZEROES, Bytes.EMPTY, Bytes.EMPTY);
        Graph graph = graph(4, 2).with(new Node.Announced(node, UpdateBudget.full(1, 0)));
        graph = graph.with(graph.channel(id(2, 2)).orElseThrow().spentAt(900));
        graph = graph.with(Channel.announced(RandomNetwork.announcement(id(9, 2).value(), A, B), 1));
        List<ShortChannelId> ids = List.of(id(0, 2), id(0, 2), id(1, 2), id(2, 2), id(9, 2), id(77, 2));
        Iterator<GossipMessage> answer = new GossipAnswers(CHAIN, graph).answer(new QueryShortChannelIds(
                CHAIN, EncodedShortIds.encode(ids), TlvStream.EMPTY)).orElseThrow();
        Channel first = graph.channel(id(0, 2)).orElseThrow();
        Channel second = graph.channel(id(1, 2)).orElseThrow();
        assertThat(answer).toIterable().containsExactly(first.announcement(), update(first, 0), update(first, 1),
                second.announcement(), update(second, 0), update(second, 1), node,
                new ReplyShortChannelIdsEnd(CHAIN, true, TlvStream.EMPTY));
        assertThat(new GossipAnswers(CHAIN, graph).answer(new QueryShortChannelIds(
                CHAIN, Bytes.fromHex("0000"), TlvStream.EMPTY))).isEmpty();
    }

    @Test
    void theFilterChoosesByTimestampAndAnnouncesAChannelWithAnyOfItsUpdates() {
        Channel channel = graph(1, 1).channel(id(0, 1)).orElseThrow();
        ChannelUpdate later = at(update(channel, 1), RandomNetwork.TIMESTAMP + 100);
        Graph graph = Graph.EMPTY.with(channel.with(1, new Direction(later, UpdateBudget.full(1, 0))));
        GossipAnswers answers = new GossipAnswers(CHAIN, graph);
        ChannelAnnouncement announcement = channel.announcement();
        assertThat(answers.backlog(new GossipFilter(0, 0xFFFF_FFFFL))).toIterable()
                .containsExactly(announcement, update(channel, 0), later);
        GossipFilter onlyLater = new GossipFilter(RandomNetwork.TIMESTAMP + 1, 100);
        assertThat(answers.backlog(onlyLater)).toIterable().containsExactly(announcement, later);
        assertThat(onlyLater.accepts(announcement, graph)).isTrue();
        assertThat(onlyLater.accepts(update(channel, 0), graph)).isFalse();
        assertThat(onlyLater.accepts(later, graph)).isTrue();
        GossipFilter endsBefore = new GossipFilter(RandomNetwork.TIMESTAMP + 1, 99);
        assertThat(answers.backlog(endsBefore)).toIterable().isEmpty();
        assertThat(endsBefore.accepts(announcement, graph)).isFalse();
        assertThat(GossipFilter.NOTHING.accepts(later, graph)).isFalse();
    }

    private static ShortChannelId id(int number, int perBlock) {
        return ShortChannelId.of(number / perBlock, number % perBlock, 0);
    }

    private static Graph graph(int channels, int perBlock) {
        Graph graph = Graph.EMPTY;
        PublicKey[] ids = {A, B};
        for (int i = 0; i < channels; i++) {
            // Many small nodes, or the graph's own copying of a hub's channel list would dominate the test.
            PublicKey one = i < 10 ? ids[0] : RandomNetwork.nodeId(3 + i);
            PublicKey other = i < 10 ? ids[1] : RandomNetwork.nodeId(1_000_000 + i);
            Channel channel = Channel.announced(RandomNetwork.announcement(id(i, perBlock).value(), one, other), 1_000);
            for (int direction = 0; direction < 2; direction++) {
                channel = RandomNetwork.with(channel, direction, Party.POLICY, true);
            }
            graph = graph.with(channel);
        }
        return graph;
    }

    private static ChannelUpdate update(Channel channel, int direction) {
        return channel.direction(direction).orElseThrow().update();
    }

    private static ChannelUpdate at(ChannelUpdate m, long timestamp) {
        return new ChannelUpdate(m.signature(), m.chainHash(), m.shortChannelId(), timestamp, m.messageFlags(),
                m.channelFlags(), m.cltvExpiryDelta(), m.htlcMinimumMsat(), m.feeBaseMsat(),
                m.feeProportionalMillionths(), m.htlcMaximumMsat(), m.extra());
    }
}
