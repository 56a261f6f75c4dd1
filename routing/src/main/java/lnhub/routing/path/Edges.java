package lnhub.routing.path;

import java.util.Arrays;

/**
 * Directed channels as parallel arrays, those that lead to the same node next to each other: a search walks backwards
 * from the destination, and reads them in the order in which they lie in memory.
 */
final class Edges {
    final int[] from;
    final long[] shortChannelId;
    final long[] feeBaseMsat;
    final long[] feeProportionalMillionths;
    final int[] cltvExpiryDelta;
    final long[] minimumMsat;
    final long[] maximumMsat;
    private final int[] start;
    private final int[] filled;

    /** @param incoming how many edges lead to each node */
    Edges(int[] incoming) {
        start = new int[incoming.length + 1];
        for (int node = 0; node < incoming.length; node++) {
            start[node + 1] = start[node] + incoming[node];
        }
        filled = Arrays.copyOf(start, incoming.length);
        int count = start[incoming.length];
        from = new int[count];
        shortChannelId = new long[count];
        feeBaseMsat = new long[count];
        feeProportionalMillionths = new long[count];
        cltvExpiryDelta = new int[count];
        minimumMsat = new long[count];
        maximumMsat = new long[count];
    }

    /** Adds the next edge that leads to {@code to}; its fields are for the caller to set at the index returned. */
    int add(int from, int to) {
        int edge = filled[to]++;
        if (edge >= start[to + 1]) {
            throw new IllegalStateException("more edges to node " + to + " than announced");
        }
        this.from[edge] = from;
        return edge;
    }

    int size() {
        return from.length;
    }

    /** The first edge that leads to the node. */
    int firstTo(int node) {
        return start[node];
    }

    /** The edge after the last one that leads to the node. */
    int endTo(int node) {
        return start[node + 1];
    }

    /** The edge of a channel to a node; -1 if there is none. */
    int find(long shortChannelId, int to) {
        for (int edge = start[to]; edge < start[to + 1]; edge++) {
            if (this.shortChannelId[edge] == shortChannelId) {
                return edge;
            }
        }
        return -1;
    }
}
