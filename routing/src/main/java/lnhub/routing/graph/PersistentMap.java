package lnhub.routing.graph;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * An immutable sorted map. A change copies one chunk of at most 256 entries and the list of chunks, a few kilobytes
 * for 50,000 entries, and shares everything else with the map it was made from: readers keep their snapshot, and the
 * writer does not pay for them.
 */
public final class PersistentMap<K extends Comparable<? super K>, V> {
    private static final int MAX_CHUNK = 256;
    private static final Object[][] NO_CHUNKS = {};

    private final Object[][] keys;
    private final Object[][] values;
    private final int size;

    private PersistentMap(Object[][] keys, Object[][] values, int size) {
        this.keys = keys;
        this.values = values;
        this.size = size;
    }

    public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
        return new PersistentMap<>(NO_CHUNKS, NO_CHUNKS, 0);
    }

    public int size() {
        return size;
    }

    public Optional<V> get(K key) {
        int chunk = chunkOf(key);
        if (chunk < 0) {
            return Optional.empty();
        }
        int at = Arrays.binarySearch(keys[chunk], key);
        return at < 0 ? Optional.empty() : Optional.of(value(chunk, at));
    }

    /** This map with the key's value added or replaced. */
    public PersistentMap<K, V> with(K key, V value) {
        if (keys.length == 0) {
            return new PersistentMap<>(new Object[][] {{key}}, new Object[][] {{value}}, 1);
        }
        int chunk = Math.max(chunkOf(key), 0);
        int at = Arrays.binarySearch(keys[chunk], key);
        if (at >= 0) {
            Object[] replaced = values[chunk].clone();
            replaced[at] = value;
            return new PersistentMap<>(keys, replace(values, chunk, replaced), size);
        }
        Object[] newKeys = insert(keys[chunk], -at - 1, key);
        Object[] newValues = insert(values[chunk], -at - 1, value);
        return new PersistentMap<>(replace(keys, chunk, halves(newKeys)), replace(values, chunk, halves(newValues)),
                size + 1);
    }

    /** This map without the key; the same map if the key is not there. */
    public PersistentMap<K, V> without(K key) {
        int chunk = chunkOf(key);
        int at = chunk < 0 ? -1 : Arrays.binarySearch(keys[chunk], key);
        if (at < 0) {
            return this;
        }
        if (keys[chunk].length == 1) {
            return new PersistentMap<>(replace(keys, chunk), replace(values, chunk), size - 1);
        }
        return new PersistentMap<>(replace(keys, chunk, delete(keys[chunk], at)),
                replace(values, chunk, delete(values[chunk], at)), size - 1);
    }

    /** All values in the order of their keys. */
    public Iterator<V> values() {
        return new Values(0, 0);
    }

    /** The values of this key and of all greater ones, in order. */
    public Iterator<V> valuesFrom(K key) {
        int chunk = Math.max(chunkOf(key), 0);
        if (keys.length == 0) {
            return new Values(0, 0);
        }
        int at = Arrays.binarySearch(keys[chunk], key);
        return new Values(chunk, at >= 0 ? at : -at - 1);
    }

    /** The last chunk that does not start after the key; -1 if all do. */
    private int chunkOf(K key) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (firstKey(middle).compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @SuppressWarnings("unchecked")
    private K firstKey(int chunk) {
        return (K) keys[chunk][0];
    }

    @SuppressWarnings("unchecked")
    private V value(int chunk, int at) {
        return (V) values[chunk][at];
    }

    private static Object[][] halves(Object[] chunk) {
        if (chunk.length <= MAX_CHUNK) {
            return new Object[][] {chunk};
        }
        int middle = chunk.length / 2;
        return new Object[][] {
            Arrays.copyOfRange(chunk, 0, middle), Arrays.copyOfRange(chunk, middle, chunk.length)};
    }

    private static Object[] insert(Object[] chunk, int at, Object element) {
        Object[] longer = new Object[chunk.length + 1];
        System.arraycopy(chunk, 0, longer, 0, at);
        longer[at] = element;
        System.arraycopy(chunk, at, longer, at + 1, chunk.length - at);
        return longer;
    }

    private static Object[] delete(Object[] chunk, int at) {
        Object[] shorter = new Object[chunk.length - 1];
        System.arraycopy(chunk, 0, shorter, 0, at);
        System.arraycopy(chunk, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    private static Object[][] replace(Object[][] chunks, int at, Object[]... by) {
        Object[][] replaced = new Object[chunks.length - 1 + by.length][];
        System.arraycopy(chunks, 0, replaced, 0, at);
        System.arraycopy(by, 0, replaced, at, by.length);
        System.arraycopy(chunks, at + 1, replaced, at + by.length, chunks.length - at - 1);
        return replaced;
    }

    private final class Values implements Iterator<V> {
        private int chunk;
        private int at;

        private Values(int chunk, int at) {
            this.chunk = chunk;
            this.at = at;
        }

        @Override
        public boolean hasNext() {
            if (chunk < keys.length && at == keys[chunk].length) {
                chunk++;
                at = 0;
            }
            return chunk < keys.length;
        }

        @Override
        public V next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no greater key");
            }
            return value(chunk, at++);
        }
    }
}
