package lnhub.actors.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import lnhub.actors.NodeApi;
import lnhub.actors.NodeApi.GraphEdge;
import lnhub.actors.NodeApi.GraphNode;
import lnhub.actors.NodeApi.Policy;
import lnhub.actors.NodeApi.QueryRoutes;
import lnhub.actors.forward.LocalChannel;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.ChannelUpdate;
import lnhub.protocol.wire.Features;
import lnhub.protocol.wire.MalformedMessage;
import lnhub.protocol.wire.NodeAddress;
import lnhub.protocol.wire.NodeAnnouncement;
import lnhub.routing.graph.Channel;
import lnhub.routing.graph.Direction;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.Node;
import lnhub.routing.path.Avoid;
import lnhub.routing.path.HintedChannel;
import lnhub.routing.path.PathFinder;
import lnhub.routing.path.Route;
import lnhub.routing.path.RouteCost;
import lnhub.routing.path.RouteLimits;
import lnhub.routing.path.RouteRequest;
import lnhub.routing.path.RouteResult;

/** The network as gossip has it, and ways through it. */
final class GraphQueries {
    private static final int MAX_FINAL_DELTA = 2_016;
    private static final long MAX_AMOUNT_MSAT = 2_100_000_000_000_000_000L;
    private static final int MAX_HINTS = 20;

    private final ApiServices services;
    private volatile Prepared prepared = new Prepared(Graph.EMPTY, PathFinder.of(Graph.EMPTY));

    /** Copying the graph into arrays costs more than a search, so it is kept until the graph is another one. */
    private record Prepared(Graph graph, PathFinder finder) {
    }

    GraphQueries(ApiServices services) {
        this.services = services;
    }

    CompletionStage<NodeApi.Graph> describe() {
        return CompletableFuture.supplyAsync(() -> {
            Graph graph = services.graph().get();
            return new NodeApi.Graph(
                    StreamSupport.stream(graph.nodes().spliterator(), false).map(GraphQueries::node).toList(),
                    StreamSupport.stream(graph.channels().spliterator(), false).map(this::edge).toList());
        }, services.tables().blocking());
    }

    private static GraphNode node(Node node) {
        if (node.announcement().isEmpty()) {
            return new GraphNode(node.nodeId(), "", 0, Instant.EPOCH, List.of(), Features.EMPTY);
        }
        NodeAnnouncement announced = node.announcement().get();
        byte[] rgb = announced.rgbColor().unsafeArray();
        return new GraphNode(node.nodeId(), alias(announced.alias()),
                (rgb[0] & 0xFF) << 16 | (rgb[1] & 0xFF) << 8 | rgb[2] & 0xFF,
                Instant.ofEpochSecond(announced.timestamp()), addresses(announced.addresses()), announced.features());
    }

    /** 32 bytes of UTF-8 from a stranger, padded with zeros: only what can be shown is (BOLT 7). */
    static String alias(Bytes32 alias) {
        return new String(alias.unsafeArray(), StandardCharsets.UTF_8).codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
    }

    private static List<String> addresses(Bytes descriptors) {
        try {
            return NodeAddress.decode(descriptors).stream().map(address -> address.host().contains(":")
                    ? "[" + address.host() + "]:" + address.port() : address.host() + ":" + address.port()).toList();
        } catch (MalformedMessage malformed) {
            return List.of();
        }
    }

    private GraphEdge edge(Channel channel) {
        return new GraphEdge(channel.shortChannelId(),
                services.channels().get(channel.shortChannelId()).map(ours -> ours.params().funding()),
                channel.nodeId(0), channel.nodeId(1), channel.capacitySat(),
                channel.direction(0).map(GraphQueries::policy), channel.direction(1).map(GraphQueries::policy));
    }

    private static Policy policy(Direction direction) {
        ChannelUpdate update = direction.update();
        return new Policy(update.cltvExpiryDelta(), clamped(update.htlcMinimumMsat()),
                clamped(update.htlcMaximumMsat()), update.feeBaseMsat(), update.feeProportionalMillionths(),
                !direction.enabled(), Instant.ofEpochSecond(update.timestamp()));
    }

    private static long clamped(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    // --- routes ---

    CompletionStage<List<NodeApi.Route>> routes(QueryRoutes query) {
        Refusals.within("the amount in millisatoshi", query.amountMsat(), 1, MAX_AMOUNT_MSAT);
        Refusals.within("the fee limit in millisatoshi", query.feeLimitMsat(), 0, MAX_AMOUNT_MSAT);
        Refusals.within("the final cltv_expiry_delta", query.finalCltvExpiryDelta(), 0, MAX_FINAL_DELTA);
        Refusals.within("the number of routing hints", query.routeHints().size(), 0, MAX_HINTS);
        Refusals.check(!query.destination().equals(services.facts().nodeId()), "the destination is this node");
        RouteRequest request = new RouteRequest(services.facts().nodeId(), query.destination(), query.amountMsat(),
                services.channels().all().stream().filter(LocalChannel::usable).map(GraphQueries::own).toList(),
                hints(query), RouteLimits.ofFee(query.feeLimitMsat()), RouteCost.DEFAULT, Avoid.NOTHING);
        return CompletableFuture.supplyAsync(() -> switch (finder().find(request)) {
            case RouteResult.Found found -> List.of(route(found.route(), query.finalCltvExpiryDelta()));
            case RouteResult.BeyondLimits limits -> throw Refusals.notFound("no route to " + query.destination()
                    + " costs at most " + query.feeLimitMsat() + " msat and expires soon enough");
            case RouteResult.NoPath none -> throw Refusals.notFound("no route to " + query.destination()
                    + " can carry " + query.amountMsat() + " msat");
        }, services.tables().blocking());
    }

    private PathFinder finder() {
        Graph graph = services.graph().get();
        Prepared known = prepared;
        if (known.graph() != graph) {
            known = new Prepared(graph, PathFinder.of(graph));
            prepared = known;
        }
        return known.finder();
    }

    private static lnhub.routing.path.LocalChannel own(LocalChannel channel) {
        return new lnhub.routing.path.LocalChannel(channel.shortChannelId(), channel.peer(),
                channel.params().remote().htlcMinimumMsat(), channel.sendableMsat());
    }

    private static List<HintedChannel> hints(QueryRoutes query) {
        List<HintedChannel> hints = new ArrayList<>();
        for (List<NodeApi.RouteHint> path : query.routeHints()) {
            for (int i = 0; i < path.size(); i++) {
                NodeApi.RouteHint hint = path.get(i);
                PublicKey next = i + 1 < path.size() ? path.get(i + 1).nodeId() : query.destination();
                hints.add(Refusals.read("routing hint", hint, from -> new HintedChannel(from.nodeId(), next,
                        from.shortChannelId(), from.feeBaseMsat(), from.feeProportionalMillionths(),
                        from.cltvExpiryDelta())));
            }
        }
        return hints;
    }

    /** What a hop passes on is the next HTLC; the last one keeps its own (BOLT 4, "Payload Format"). */
    private NodeApi.Route route(Route route, int finalDelta) {
        int end = services.view().height() + finalDelta;
        List<NodeApi.Hop> hops = new ArrayList<>();
        for (int i = 0; i < route.hops().size(); i++) {
            var hop = route.hops().get(i);
            var next = route.hops().get(Math.min(i + 1, route.hops().size() - 1));
            hops.add(new NodeApi.Hop(hop.shortChannelId(), hop.nodeId(), capacitySat(hop.shortChannelId()),
                    next.amountMsat(), hop.feeMsat(), end + next.cltvExpiryDelta()));
        }
        return new NodeApi.Route(route.hops().getFirst().amountMsat(), route.feeMsat(),
                end + route.cltvExpiryDelta(), List.copyOf(hops));
    }

    /** 0 when only a hint tells of the channel. */
    long capacitySat(ShortChannelId channel) {
        Optional<Long> announced = services.graph().get().channel(channel).map(Channel::capacitySat);
        return announced.or(() -> services.channels().get(channel).map(ours -> ours.params().capacitySat()))
                .orElse(0L);
    }
}
