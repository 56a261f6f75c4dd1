package lnhub.routing.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelAnnouncement;
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
import org.junit.jupiter.api.Test;

/** Two nodes, really signed gossip: what one knows, the other learns by queries alone. */
class SyncStateTest {
    private static final long NOW = Party.NOW;
    private static final List<Party> NODES = List.of(Party.of(1), Party.of(2), Party.of(3), Party.of(4));
    private static final int CHANNELS = 60;

    @Test
    void aNewNodeLearnsTheWholeNetwork() {
        NetworkView full = network(CHANNELS);
        NetworkView learnt = synchronise(empty(), full);
        assertThat(learnt.graph().channelCount()).isEqualTo(CHANNELS);
        assertThat(messages(learnt.graph())).isEqualTo(messages(full.graph()));
        assertThat(learnt.graph().nodeCount()).isEqualTo(NODES.size());
    }

    @Test
    void aNodeThatKnowsPartAsksForTheRestOnly() {
        NetworkView full = network(CHANNELS);
        SyncState.Step.Go start = go(SyncState.start(Party.CHAIN, 0, Party.HEIGHT, NOW));
        ReplyChannelRange reply = answers(full).answer((QueryChannelRange) start.send().get(1)).getFirst();
        SyncState.Step.Go asks = go(start.next().receive(reply, network(CHANNELS - 2).graph()));
        assertThat(asks.send()).singleElement().isInstanceOfSatisfying(QueryShortChannelIds.class, query ->
                assertThat(EncodedShortIds.decode(query.encodedShortIds()).orElseThrow())
                        .containsExactly(id(CHANNELS - 2), id(CHANNELS - 1)));
        SyncState.Step.Go done = go(asks.next().receive(end(Party.CHAIN)));
        assertThat(done).isEqualTo(new SyncState.Step.Go(new SyncState.Idle(), List.of()));
        assertThat(go(start.next().receive(reply, full.graph())).next()).isEqualTo(new SyncState.Idle());
    }

    @Test
    void asksInBatchesWithOneQueryOutAtATime() {
        List<ShortChannelId> ids = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            ids.add(id(i));
        }
        SyncState state = go(SyncState.start(Party.CHAIN, 0, Party.HEIGHT, NOW)).next();
        SyncState.Step.Go step = go(state.receive(reply(0, Party.HEIGHT, true, ids), Graph.EMPTY));
        List<ShortChannelId> asked = new ArrayList<>();
        while (!step.send().isEmpty()) {
            QueryShortChannelIds query = (QueryShortChannelIds) step.send().getFirst();
            assertThat(step.send()).hasSize(1);
            asked.addAll(EncodedShortIds.decode(query.encodedShortIds()).orElseThrow());
            step = go(step.next().receive(end(Party.CHAIN)));
        }
        assertThat(asked).isEqualTo(ids);
        assertThat(step.next()).isEqualTo(new SyncState.Idle());
    }

    @Test
    void collectsSeveralRepliesUntilTheLastBlockIsComplete() {
        SyncState state = go(SyncState.start(Party.CHAIN, 100, 100, NOW)).next();
        SyncState first = go(state.receive(reply(90, 60, true, List.of(ShortChannelId.of(120, 0, 0))),
                Graph.EMPTY)).next();
        SyncState second = go(first.receive(reply(150, 50, false, List.of(ShortChannelId.of(199, 0, 0))),
                Graph.EMPTY)).next();
        SyncState.Step.Go last = go(second.receive(reply(199, 1, true,
                List.of(ShortChannelId.of(199, 5, 0), ShortChannelId.of(200, 0, 0))), Graph.EMPTY));
        assertThat(last.send()).containsExactly(new QueryShortChannelIds(Party.CHAIN, EncodedShortIds.encode(List.of(
                ShortChannelId.of(120, 0, 0), ShortChannelId.of(199, 0, 0), ShortChannelId.of(199, 5, 0))),
                TlvStream.EMPTY));
    }

    @Test
    void refusesAnswersToOtherQuestions() {
        SyncState idle = new SyncState.Idle();
        SyncState range = go(SyncState.start(Party.CHAIN, 100, 100, NOW)).next();
        assertWrong(idle.receive(reply(0, 10, true, List.of()), Graph.EMPTY));
        assertWrong(idle.receive(end(Party.CHAIN)));
        assertWrong(range.receive(end(Party.CHAIN)));
        assertWrong(range.receive(reply(101, 99, true, List.of()), Graph.EMPTY));
        assertWrong(range.receive(reply(50, 50, true, List.of()), Graph.EMPTY));
        assertWrong(range.receive(new ReplyChannelRange(Party.CHAIN, 100, 100, true, Bytes.fromHex("01"),
                TlvStream.EMPTY), Graph.EMPTY));
        assertWrong(range.receive(new ReplyChannelRange(Bytes32.ZEROES, 100, 100, true, Bytes.fromHex("00"),
                TlvStream.EMPTY), Graph.EMPTY));
        SyncState later = go(range.receive(reply(100, 50, false, List.of()), Graph.EMPTY)).next();
        assertWrong(later.receive(reply(99, 50, false, List.of()), Graph.EMPTY));
    }

    @Test
    void aPeerThatNeverFinishesIsStopped() {
        SyncState state = go(SyncState.start(Party.CHAIN, 0, 100, NOW)).next();
        for (int i = 0; i < SyncState.MAX_REPLIES; i++) {
            state = go(state.receive(reply(0, 1, false, List.of()), Graph.EMPTY)).next();
        }
        assertWrong(state.receive(reply(0, 1, false, List.of()), Graph.EMPTY));
    }

    /** Runs the queries to their end, the chain confirming every channel. */
    private static NetworkView synchronise(NetworkView learning, NetworkView knowing) {
        SyncState.Step.Go step = go(SyncState.start(Party.CHAIN, 0, Party.HEIGHT, NOW));
        NetworkView view = learning;
        Deque<GossipMessage> toPeer = new ArrayDeque<>(step.send());
        SyncState state = step.next();
        while (!toPeer.isEmpty()) {
            for (GossipMessage answer : answer(knowing, toPeer.remove())) {
                Optional<SyncState.Step> next = switch (answer) {
                    case ReplyChannelRange reply -> Optional.of(state.receive(reply, view.graph()));
                    case ReplyShortChannelIdsEnd end -> Optional.of(state.receive(end));
                    default -> Optional.empty();
                };
                if (next.isPresent()) {
                    state = go(next.get()).next();
                    toPeer.addAll(go(next.get()).send());
                } else {
                    view = learn(view, answer);
                }
            }
        }
        assertThat(state).isEqualTo(new SyncState.Idle());
        return view;
    }

    private static List<GossipMessage> answer(NetworkView knowing, GossipMessage query) {
        List<GossipMessage> answer = new ArrayList<>();
        switch (query) {
            case QueryChannelRange range -> answer.addAll(answers(knowing).answer(range));
            case QueryShortChannelIds ids -> answers(knowing).answer(ids).orElseThrow().forEachRemaining(answer::add);
            default -> { }
        }
        return answer;
    }

    private static NetworkView learn(NetworkView view, GossipMessage message) {
        Outcome outcome = switch (message) {
            case ChannelAnnouncement m -> view.receive(m, Party.HEIGHT);
            case ChannelUpdate m -> view.receive(m, NOW);
            case NodeAnnouncement m -> view.receive(m, NOW);
            default -> throw new AssertionError("not gossip: " + message);
        };
        if (outcome instanceof Outcome.NeedsFunding(NetworkView asking, ShortChannelId id, Bytes script)) {
            outcome = asking.fundingAnswered(
                    id, Optional.of(new FundingOutput(script, Party.CAPACITY_SAT)), NOW);
        }
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return ((Outcome.Accepted) outcome).view();
    }

    private static NetworkView network(int channels) {
        NetworkView view = empty();
        for (int i = 0; i < channels; i++) {
            Party one = NODES.get(i % NODES.size());
            Party other = NODES.get((i + 1 + i / NODES.size() % 3) % NODES.size());
            view = learn(view, one.announces(id(i), other));
            view = learn(view, one.updates(id(i), other, NOW));
            view = learn(view, other.updates(id(i), one, NOW));
        }
        return learn(view, NODES.getFirst().announcesItself(NOW, "017f00000126fc"));
    }

    private static NetworkView empty() {
        return NetworkView.of(GossipRules.standard(Party.CHAIN, Party.of(99).id()), Graph.EMPTY);
    }

    private static List<GossipMessage> messages(Graph graph) {
        List<GossipMessage> messages = new ArrayList<>();
        for (Channel channel : graph.channels()) {
            messages.add(channel.announcement());
            messages.add(channel.direction(0).orElseThrow().update());
            messages.add(channel.direction(1).orElseThrow().update());
        }
        for (Node node : graph.nodes()) {
            node.announcement().ifPresent(messages::add);
        }
        return messages;
    }

    private static GossipAnswers answers(NetworkView view) {
        return new GossipAnswers(Party.CHAIN, view.graph());
    }

    private static ShortChannelId id(int number) {
        return ShortChannelId.of(700_000 + number, 1, 0);
    }

    private static ReplyChannelRange reply(long first, long blocks, boolean complete, List<ShortChannelId> ids) {
        return new ReplyChannelRange(
                Party.CHAIN, first, blocks, complete, EncodedShortIds.encode(ids), TlvStream.EMPTY);
    }

    private static ReplyShortChannelIdsEnd end(Bytes32 chainHash) {
        return new ReplyShortChannelIdsEnd(chainHash, true, TlvStream.EMPTY);
    }

    private static SyncState.Step.Go go(SyncState.Step step) {
        assertThat(step).isInstanceOf(SyncState.Step.Go.class);
        return (SyncState.Step.Go) step;
    }

    private static void assertWrong(SyncState.Step step) {
        assertThat(step).isInstanceOf(SyncState.Step.Wrong.class);
    }
}
