package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.ShortChannelId;

/** Which nodes there are and which channels, open and unused. Opening is done once per channel and kept. */
record Topology(int nodes, List<Edge> edges) {
    private static final Map<Edge, Pair> OPENED = new ConcurrentHashMap<>();
    private static final long[] CAPACITIES_SAT = {100_000, 1_000_000, 10_000_000};

    /** @param index tells parallel channels apart */
    record Edge(int funder, int fundee, int index, CommitmentFormat format, long capacitySat, long pushMsat) {

        ShortChannelId scid() {
            return ShortChannelId.of(TestNode.HEIGHT - 10, index, 0);
        }

        boolean has(int node) {
            return funder == node || fundee == node;
        }

        /** The funding output of this channel, whatever state it is in. */
        OutPoint funding(Entity entity) {
            return switch (entity.state) {
                case Live live -> live.funded().params().funding();
                case Closed closed -> closed.params().funding();
                case Unfunded unfunded -> throw new IllegalStateException("never funded");
            };
        }

        int other(int node) {
            return funder == node ? fundee : funder;
        }

        /** Announcing is left out: it says nothing about money and costs four signatures per connection. */
        private Pair open() {
            Pair pair = new Pair(new TestNode(funder), new TestNode(fundee), index);
            pair.announced = false;
            List.of(pair.alice, pair.bob).forEach(end -> end.node.policy = TestNode.shortDelay());
            return pair.opened(format, capacitySat, pushMsat);
        }

        /** The history of one end up to now, for a run of its own. */
        Journal journal(TestNode node) {
            Pair pair = OPENED.computeIfAbsent(this, Edge::open);
            return (node.index == funder ? pair.alice : pair.bob).journal.copy(node);
        }
    }

    /** A line or ring of three to five nodes; some neighbours have two channels. */
    static Topology random(Schedule schedule) {
        int nodes = 3 + schedule.below(10) / 5 + schedule.below(10) / 8;
        boolean ring = schedule.percent(25);
        List<Edge> edges = new ArrayList<>();
        for (int a = 0; a < nodes - (ring ? 0 : 1); a++) {
            int b = (a + 1) % nodes;
            int channels = schedule.percent(45) ? 2 : 1;
            for (int i = 0; i < channels; i++) {
                boolean forth = schedule.percent(50);
                long capacitySat = schedule.pick(CAPACITIES_SAT);
                edges.add(new Edge(forth ? a : b, forth ? b : a, 2 * a + i,
                        schedule.percent(70) ? CommitmentFormat.ANCHORS : CommitmentFormat.STATIC_REMOTE_KEY,
                        capacitySat, schedule.percent(85) ? capacitySat * 500 : 0));
            }
        }
        return new Topology(nodes, edges);
    }

    List<Edge> between(int a, int b) {
        return edges.stream().filter(edge -> edge.has(a) && edge.has(b)).toList();
    }
}
