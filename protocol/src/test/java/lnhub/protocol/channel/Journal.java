package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is durable of one channel: records under consecutive sequence numbers. An append under a number that exists
 * fails, as a primary key makes it fail in a database.
 */
final class Journal {
    /** What a record goes through on its way to disk and back; tests of persistence set another one. */
    static UnaryOperator<Event.Recorded> codec = UnaryOperator.identity();
    /** The same for a state, which is stored as a snapshot whenever a channel recovers. */
    static UnaryOperator<ChannelState> snapshots = UnaryOperator.identity();

    final ChannelRef ref;
    final TestNode node;
    private final List<Event.Recorded> records = new ArrayList<>();
    private ChannelState durable = ChannelState.NEW;
    private ChannelState snapshot = ChannelState.NEW;
    /** How many records are in the snapshot. */
    private int inSnapshot;

    Journal(ChannelRef ref, TestNode node) {
        this.ref = ref;
        this.node = node;
    }

    /** The same history for another run: records are immutable. */
    Journal copy(TestNode node) {
        Journal copy = new Journal(ref, node);
        copy.records.addAll(records);
        copy.durable = durable;
        return copy;
    }

    /** @return false when another incarnation has written this number */
    boolean append(long sequence, Event.Recorded record) {
        if (sequence != records.size()) {
            return false;
        }
        Event.Recorded stored = readBack(codec, record);
        records.add(stored);
        durable = durable.apply(stored);
        return true;
    }

    long size() {
        return records.size();
    }

    List<Event.Recorded> records() {
        return records;
    }

    /** What a recovery would find. */
    ChannelState durable() {
        return durable;
    }

    /** Recovers from the first record on. */
    ChannelState replay() {
        ChannelState state = ChannelState.NEW;
        for (Event.Recorded record : records) {
            state = state.apply(record);
        }
        return state;
    }

    /** As an entity recovers: from the snapshot of the last recovery and the records since. Leaves a new snapshot. */
    ChannelState recover() {
        ChannelState state = snapshot;
        for (Event.Recorded record : records.subList(inSnapshot, records.size())) {
            state = state.apply(record);
        }
        if (!state.equals(durable)) {
            throw new AssertionError("recovered: " + state + "\nbut durable: " + durable);
        }
        snapshot = readBack(snapshots, state);
        inSnapshot = records.size();
        return snapshot;
    }

    private static <T> T readBack(UnaryOperator<T> codec, T value) {
        T stored = codec.apply(value);
        if (!stored.equals(value)) {
            throw new AssertionError("stored: " + value + "\nread back: " + stored);
        }
        return stored;
    }

    boolean has(Class<? extends Event> type) {
        return records.stream().flatMap(record -> record.events().stream()).anyMatch(type::isInstance);
    }
}
