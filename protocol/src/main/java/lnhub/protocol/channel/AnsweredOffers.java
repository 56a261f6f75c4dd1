package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which offers of one incoming channel this channel has answered for good: every id below {@code floor}, and
 * {@code ids} above it. An offer that comes late or twice is known by it and never becomes a second HTLC.
 * The incoming channel raises the floor with each offer to the lowest id it may still offer to anybody, so the list
 * stays as short as the offers under way.
 */
public record AnsweredOffers(long floor, List<Long> ids) {
    static final AnsweredOffers NONE = new AnsweredOffers(0, List.of());

    boolean contains(long id) {
        return id < floor || ids.contains(id);
    }

    AnsweredOffers with(Collection<Long> more, long floor) {
        long raised = Math.max(this.floor, floor);
        List<Long> kept = new ArrayList<>(ids.size() + more.size());
        for (long known : ids) {
            if (known >= raised) {
                kept.add(known);
            }
        }
        for (long id : more) {
            if (id >= raised) {
                kept.add(id);
            }
        }
        return new AnsweredOffers(raised, kept);
    }
}
