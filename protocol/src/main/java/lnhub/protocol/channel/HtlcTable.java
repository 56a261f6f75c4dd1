package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** HTLCs of one direction in increasing id; immutable. At most 483 of them are live (BOLT 2). */
public record HtlcTable<H extends Htlc>(List<H> htlcs) {

    public static <H extends Htlc> HtlcTable<H> empty() {
        return new HtlcTable<>(List.of());
    }

    public Optional<H> get(long id) {
        int index = indexOf(id);
        return index < 0 ? Optional.empty() : Optional.of(htlcs.get(index));
    }

    public boolean isEmpty() {
        return htlcs.isEmpty();
    }

    public int size() {
        return htlcs.size();
    }

    /** Every HTLC changed; those for which {@code change} gives null are dropped. */
    HtlcTable<H> map(UnaryOperator<H> change) {
        List<H> changed = new ArrayList<>(htlcs.size());
        boolean same = true;
        for (H htlc : htlcs) {
            H next = change.apply(htlc);
            same &= next == htlc;
            if (next != null) {
                changed.add(next);
            }
        }
        return same ? this : new HtlcTable<>(changed);
    }

    /** One HTLC changed. @throws IllegalStateException when it is not here */
    HtlcTable<H> change(long id, UnaryOperator<H> change) {
        int index = indexOf(id);
        if (index < 0) {
            throw new IllegalStateException("no HTLC " + id);
        }
        List<H> changed = new ArrayList<>(htlcs);
        changed.set(index, change.apply(htlcs.get(index)));
        return new HtlcTable<>(changed);
    }

    int indexOf(long id) {
        int low = 0;
        int high = htlcs.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = htlcs.get(middle).id();
            if (found == id) {
                return middle;
            }
            if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
