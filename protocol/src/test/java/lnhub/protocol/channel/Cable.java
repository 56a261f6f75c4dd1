package lnhub.protocol.channel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The connection of two peers, shared by their channels: two directions, each in order; up or down. */
final class Cable {
    final SimNode a;
    final SimNode b;
    final List<Topology.Edge> edges;
    private final Deque<byte[]> toA = new ArrayDeque<>();
    private final Deque<byte[]> toB = new ArrayDeque<>();
    boolean up;

    Cable(SimNode a, SimNode b, List<Topology.Edge> edges) {
        this.a = a;
        this.b = b;
        this.edges = edges;
    }

    boolean has(SimNode node) {
        return a == node || b == node;
    }

    Deque<byte[]> to(SimNode node) {
        return node == a ? toA : toB;
    }

    /** What is sent while the connection is down is lost; the sender may not know yet that it is. */
    void send(SimNode from, byte[] message) {
        if (up) {
            to(from == a ? b : a).add(message);
        }
    }

    void cut() {
        up = false;
        toA.clear();
        toB.clear();
    }

    @Override
    public String toString() {
        return a + "-" + b;
    }
}
