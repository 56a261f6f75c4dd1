package lnhub.actors.gossip;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this process has accepted, numbered from 1: not the messages, only what they are about, and each thing under
 * its latest number only. What is dropped at the bound has to be found by comparing.
 */
final class AcceptedLog<T> {
    private final int max;
    private final TreeMap<Long, T> bySequence = new TreeMap<>();
    private final Map<T, Long> sequences = new HashMap<>();
    private long next = 1;
    private long oldest = 1;

    /** @param max things that are kept */
    AcceptedLog(int max) {
        this.max = max;
    }

    void add(T about) {
        Long before = sequences.put(about, next);
        if (before != null) {
            bySequence.remove(before);
        }
        bySequence.put(next++, about);
        if (bySequence.size() > max) {
            Map.Entry<Long, T> dropped = bySequence.pollFirstEntry();
            sequences.remove(dropped.getValue());
            oldest = dropped.getKey() + 1;
        }
    }

    /** The number of what will be accepted next. */
    long next() {
        return next;
    }

    /** Whether everything accepted from this number on is there, under this number or a later one. */
    boolean reachesBackTo(long sequence) {
        return sequence >= oldest && sequence <= next;
    }

    /** Things and their numbers, from this number on, in order. */
    Collection<Map.Entry<Long, T>> from(long sequence) {
        return bySequence.tailMap(sequence).entrySet();
    }
}
