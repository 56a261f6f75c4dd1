package lnhub.routing.path;

import java.util.List;

/**
 * The cost of an edge: fee * {@code fee} + cltv_expiry_delta * {@code perBlock} + {@code perHop}. The amount that
 * time and hops are priced by is the payment's, so these are constant in a search.
 */
record Weights(double fee, double perBlock, double perHop) {
    private static final Weights EXPIRY_ONLY = new Weights(0, 1, 0);
    private static final Weights HOPS_ONLY = new Weights(0, 0, 1);

    static Weights of(RouteCost cost, long amountMsat) {
        return new Weights(1, amountMsat * (cost.blockBillionths() * 1e-9),
                cost.hopMsat() + amountMsat * (cost.hopMillionths() * 1e-6));
    }

    /**
     * What to search by, one after the other until a route is within the limits: Dijkstra keeps one way per node,
     * the cheapest, and it may be just this one that is too dear, too slow or too long.
     */
    static List<Weights> inTurn(RouteRequest request) {
        return List.of(of(request.cost(), request.amountMsat()), of(RouteCost.FEE_ONLY, request.amountMsat()),
                EXPIRY_ONLY, HOPS_ONLY);
    }
}
