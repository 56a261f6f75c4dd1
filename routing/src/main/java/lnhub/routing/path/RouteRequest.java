package lnhub.routing.path;

import java.util.List;
import lnhub.protocol.crypto.PublicKey;

/**
 * A payment to find a route for.
 *
 * @param amountMsat what the destination gets
 * @param localChannels the source's own; its channels in the graph are not used
 * @param hints of the invoice
 */
public record RouteRequest(
        PublicKey source,
        PublicKey destination,
        long amountMsat,
        List<LocalChannel> localChannels,
        List<HintedChannel> hints,
        RouteLimits limits,
        RouteCost cost,
        Avoid avoid) {

    public RouteRequest {
        localChannels = List.copyOf(localChannels);
        hints = List.copyOf(hints);
        if (source.equals(destination)) {
            throw new IllegalArgumentException("source and destination are the same node");
        }
        if (amountMsat < 1) {
            throw new IllegalArgumentException("amount must be positive, is " + amountMsat);
        }
    }
}
