package lnhub.actors.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import lnhub.actors.forward.LocalChannels;
import lnhub.actors.payment.PaymentFailure;
import lnhub.actors.payment.PaymentOrder;
import lnhub.actors.payment.RouteFinder;
import lnhub.actors.payment.RouteHop;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.routing.graph.Graph;
import lnhub.routing.path.Avoid;
import lnhub.routing.path.DirectedChannel;
import lnhub.routing.path.HintedChannel;
import lnhub.routing.path.Hop;
import lnhub.routing.path.LocalChannel;
import lnhub.routing.path.PathFinder;
import lnhub.routing.path.Route;
import lnhub.routing.path.RouteCost;
import lnhub.routing.path.RouteLimits;
import lnhub.routing.path.RouteRequest;
import lnhub.routing.path.RouteResult;

/** Finds routes in the graph of the moment, from our channels as they are at the moment. */
public final class GraphRouteFinder implements RouteFinder {
    private final PublicKey nodeId;
    private final Supplier<Graph> graph;
    private final LocalChannels channels;
    private final IntSupplier blockHeight;
    private final Executor executor;
    private volatile Prepared prepared;

    /** A finder prepared for one graph: preparing costs more than a search. */
    private record Prepared(Graph graph, PathFinder finder) {
    }

    public GraphRouteFinder(PublicKey nodeId, Supplier<Graph> graph, LocalChannels channels, IntSupplier blockHeight,
            Executor executor) {
        this.nodeId = nodeId;
        this.graph = graph;
        this.channels = channels;
        this.blockHeight = blockHeight;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Answer> find(PaymentOrder order, Avoided avoided) {
        return CompletableFuture.supplyAsync(() -> search(order, avoided), executor);
    }

    private Answer search(PaymentOrder order, Avoided avoided) {
        List<LocalChannel> local = local(order, avoided);
        if (local.stream().noneMatch(channel -> channel.sendableMsat() >= order.amountMsat())) {
            return new Answer.None(PaymentFailure.INSUFFICIENT_BALANCE);
        }
        PaymentOrder.Limits limits = order.limits();
        int routeDelta = Math.max(0, limits.maxCltvExpiryDelta() - order.minFinalCltvExpiryDelta());
        RouteRequest request = new RouteRequest(nodeId, order.destination(), order.amountMsat(), local,
                hints(order.hints(), order.destination()),
                new RouteLimits(limits.maxFeeMsat(), routeDelta, RouteLimits.MAX_HOPS), RouteCost.DEFAULT,
                avoid(avoided));
        return switch (finder().find(request)) {
            case RouteResult.Found found -> found(found.route(), order);
            case RouteResult.BeyondLimits beyond -> new Answer.None(PaymentFailure.NO_ROUTE);
            case RouteResult.NoPath none -> new Answer.None(PaymentFailure.NO_ROUTE);
        };
    }

    private PathFinder finder() {
        Graph now = graph.get();
        Prepared current = prepared;
        if (current == null || current.graph() != now) {
            current = new Prepared(now, PathFinder.of(now));
            prepared = current;
        }
        return current.finder();
    }

    private List<LocalChannel> local(PaymentOrder order, Avoided avoided) {
        List<LocalChannel> local = new ArrayList<>();
        for (lnhub.actors.forward.LocalChannel channel : channels.all()) {
            boolean wanted = order.limits().outgoingChannels().isEmpty()
                    || order.limits().outgoingChannels().contains(channel.shortChannelId());
            boolean avoid = avoided.channels().contains(new AvoidedChannel(channel.shortChannelId(), nodeId));
            if (channel.usable() && wanted && !avoid && channel.freeSlots() > 0) {
                local.add(new LocalChannel(channel.shortChannelId(), channel.peer(),
                        channel.params().remote().htlcMinimumMsat(), channel.sendableMsat()));
            }
        }
        return local;
    }

    private static Avoid avoid(Avoided avoided) {
        Map<DirectedChannel, Long> penalties = new HashMap<>();
        avoided.channels().forEach(channel ->
                penalties.put(new DirectedChannel(channel.shortChannelId(), channel.from()), Avoid.BANNED));
        return new Avoid(avoided.nodes(), penalties);
    }

    private static List<HintedChannel> hints(List<RoutingHint> hints, PublicKey payee) {
        List<HintedChannel> hinted = new ArrayList<>();
        for (RoutingHint hint : hints) {
            List<RoutingHint.Hop> hops = hint.hops();
            for (int i = 0; i < hops.size(); i++) {
                RoutingHint.Hop hop = hops.get(i);
                PublicKey to = i + 1 < hops.size() ? hops.get(i + 1).nodeId() : payee;
                hinted.add(new HintedChannel(hop.nodeId(), to, hop.shortChannelId(), hop.feeBaseMsat(),
                        hop.feeProportionalMillionths(), hop.cltvExpiryDelta()));
            }
        }
        return hinted;
    }

    private Answer found(Route route, PaymentOrder order) {
        // The block that comes next may already be known to the payee (BOLT 4, "Requirements" of the final node).
        long finalExpiry = blockHeight.getAsInt() + 1L + order.minFinalCltvExpiryDelta();
        List<RouteHop> hops = new ArrayList<>();
        for (Hop hop : route.hops()) {
            hops.add(new RouteHop(hop.nodeId(), hop.shortChannelId(), hop.amountMsat(),
                    finalExpiry + hop.cltvExpiryDelta()));
        }
        ChannelRef first = channels.get(route.hops().getFirst().shortChannelId())
                .map(lnhub.actors.forward.LocalChannel::ref).orElse(null);
        return first == null ? new Answer.None(PaymentFailure.NO_ROUTE) : new Answer.Found(first, hops);
    }
}
