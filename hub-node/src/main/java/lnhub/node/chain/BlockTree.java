package lnhub.node.chain;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.BlockHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All blocks that were ever mined, whether on the active chain or not, and the operator's verdicts on them. */
final class BlockTree {
    private static final int MEDIAN_TIME_SPAN = 11;

    /** In the order they came, so a parent is before its children. */
    private final Map<BlockHash, Node> nodes = new LinkedHashMap<>();
    private final Set<Node> invalid = new HashSet<>();
    private final List<Node> active = new ArrayList<>();

    /** One block and its place. Compared by identity: there is one node per block. */
    static final class Node {
        private final Block block;
        private final Node parent;
        private final int height;
        private final long medianTimePast;

        private Node(Block block, Node parent) {
            this.block = block;
            this.parent = parent;
            this.height = parent == null ? 0 : parent.height + 1;
            this.medianTimePast = median(this);
        }

        Block block() {
            return block;
        }

        Node parent() {
            return parent;
        }

        int height() {
            return height;
        }

        /** The median time of this block and the ten before it, seconds (BIP 113). */
        long medianTimePast() {
            return medianTimePast;
        }

        Node ancestor(int atHeight) {
            Node node = this;
            while (node.height > atHeight) {
                node = node.parent;
            }
            return node;
        }

        private static long median(Node last) {
            long[] times = new long[Math.min(MEDIAN_TIME_SPAN, last.height + 1)];
            Node node = last;
            for (int i = 0; i < times.length; i++) {
                times[i] = node.block.header.time;
                node = node.parent;
            }
            Arrays.sort(times);
            return times[times.length / 2];
        }
    }

    BlockTree(Block genesis) {
        active.add(add(genesis, null));
    }

    Node add(Block block, Node parent) {
        Node node = new Node(block, parent);
        nodes.put(block.hash, node);
        return node;
    }

    Optional<Node> node(BlockHash hash) {
        return Optional.ofNullable(nodes.get(hash));
    }

    int size() {
        return nodes.size();
    }

    Node tip() {
        return active.getLast();
    }

    /** The active chain's block at a height. */
    Optional<Node> at(int height) {
        return height < 0 || height >= active.size() ? Optional.empty() : Optional.of(active.get(height));
    }

    boolean isActive(Node node) {
        return node.height < active.size() && active.get(node.height) == node;
    }

    void pop() {
        active.removeLast();
    }

    void push(Node node) {
        active.add(node);
    }

    void markInvalid(Node node) {
        invalid.add(node);
    }

    /** Takes back the verdict on the block, its ancestors and its descendants, as bitcoind's reconsiderblock does. */
    void reconsider(Node node) {
        invalid.removeIf(marked -> marked.ancestor(node.height) == node || node.ancestor(marked.height) == marked);
    }

    /** The longest chain without an invalid block; the first seen of equals. All blocks have the same work. */
    Node best() {
        Map<Node, Boolean> valid = new HashMap<>();
        Node best = active.getFirst();
        for (Node node : nodes.values()) {
            boolean ok = !invalid.contains(node) && (node.parent == null || valid.get(node.parent));
            valid.put(node, ok);
            if (ok && node.height > best.height) {
                best = node;
            }
        }
        return best;
    }

    Node fork(Node a, Node b) {
        Node left = a.ancestor(b.height);
        Node right = b.ancestor(a.height);
        while (left != right) {
            left = left.parent;
            right = right.parent;
        }
        return left;
    }
}
