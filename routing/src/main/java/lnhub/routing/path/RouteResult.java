package lnhub.routing.path;

/** What a search ended with. */
public sealed interface RouteResult {

    /** The best route that was found. */
    record Found(Route route) implements RouteResult {
    }

    /** None was found, and at least one way was given up because of the limits on fee, expiry or hops. */
    record BeyondLimits() implements RouteResult {
    }

    /** No sequence of usable channels carries this amount from the source to the destination. */
    record NoPath() implements RouteResult {
    }
}
