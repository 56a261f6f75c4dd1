package lnhub.routing.path;

import java.util.List;

/** A way to the destination. @param hops from the sender's own channel on; at least one */
public record Route(List<Hop> hops) {
    public Route {
        hops = List.copyOf(hops);
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("a route has at least one hop");
        }
    }

    /** What the destination gets. */
    public long amountMsat() {
        return hops.getLast().amountMsat();
    }

    /** What all hops together keep. */
    public long feeMsat() {
        return hops.getFirst().amountMsat() - amountMsat();
    }

    /** By how many blocks the first HTLC expires later than the last one. */
    public int cltvExpiryDelta() {
        return hops.getFirst().cltvExpiryDelta();
    }
}
