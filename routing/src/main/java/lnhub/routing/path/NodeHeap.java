package lnhub.routing.path;

import java.util.Arrays;

/**
 * The nodes a search has reached but not settled, the cheapest first: a four-way heap that knows where each node is,
 * so that a cheaper way to a node moves it up instead of adding it twice. Costs belong to the search.
 */
final class NodeHeap {
    private static final int ABSENT = -1;
    private static final int ARITY = 4;

    private final double[] cost;
    private final int[] position;
    private int[] heap = new int[256];
    private int size;

    /** @param cost by node; a node's entry may only be lowered, followed by {@link #lowered} */
    NodeHeap(double[] cost) {
        this.cost = cost;
        this.position = new int[cost.length];
        Arrays.fill(position, ABSENT);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The node's cost is lower than before, or its first. */
    void lowered(int node) {
        int at = position[node];
        if (at == ABSENT) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            at = size++;
        }
        siftUp(node, at);
    }

    /** Takes the cheapest node out. */
    int removeCheapest() {
        int cheapest = heap[0];
        position[cheapest] = ABSENT;
        size--;
        if (size > 0) {
            siftDown(heap[size]);
        }
        return cheapest;
    }

    private void siftUp(int node, int from) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / ARITY;
            if (cost[heap[parent]] <= cost[node]) {
                break;
            }
            place(heap[parent], at);
            at = parent;
        }
        place(node, at);
    }

    private void siftDown(int node) {
        int at = 0;
        while (true) {
            int child = cheapestChild(at);
            if (child >= size || cost[heap[child]] >= cost[node]) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(node, at);
    }

    private int cheapestChild(int at) {
        int first = at * ARITY + 1;
        int cheapest = first;
        for (int child = first + 1; child < Math.min(first + ARITY, size); child++) {
            if (cost[heap[child]] < cost[heap[cheapest]]) {
                cheapest = child;
            }
        }
        return cheapest;
    }

    private void place(int node, int at) {
        heap[at] = node;
        position[node] = at;
    }
}
