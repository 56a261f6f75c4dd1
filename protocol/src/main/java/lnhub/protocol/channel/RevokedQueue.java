package lnhub.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import lnhub.protocol.claims.RevokedHtlc;

/**
 * HTLCs of the peer's revoked commitments that are to be remembered outside the channel's state, since there is no end
 * to them. They leave in chunks, so that each costs little more than its own bytes.
 *
 * @param stored how many have left for good
 * @param pending those after them, in order
 */
public record RevokedQueue(long stored, List<RevokedHtlc> pending) {
    /** HTLCs per chunk. */
    public static final int CHUNK = 64;
    /** Above it no HTLC is taken on until the store has caught up. */
    static final int MAX_PENDING = 64 * CHUNK;

    static final RevokedQueue EMPTY = new RevokedQueue(0, List.of());

    RevokedQueue with(List<RevokedHtlc> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<RevokedHtlc> all = new ArrayList<>(pending.size() + more.size());
        all.addAll(pending);
        all.addAll(more);
        return new RevokedQueue(stored, all);
    }

    /** @param upTo how many are stored now */
    RevokedQueue storedUpTo(long upTo) {
        if (upTo <= stored) {
            return this;
        }
        int leaving = Math.toIntExact(Math.min(upTo - stored, pending.size()));
        return new RevokedQueue(stored + leaving, List.copyOf(pending.subList(leaving, pending.size())));
    }

    /** Nothing of this channel has ever been stored, or all of it is to be forgotten. */
    boolean isEmpty() {
        return stored == 0 && pending.isEmpty();
    }

    boolean isFull() {
        return pending.size() >= MAX_PENDING;
    }

    /** The full chunks, each with the index of its first HTLC. @param from those before are on their way already */
    List<Effect.StoreRevoked> chunks(long from) {
        List<Effect.StoreRevoked> chunks = new ArrayList<>();
        for (int i = 0; i + CHUNK <= pending.size(); i += CHUNK) {
            if (stored + i >= from) {
                chunks.add(new Effect.StoreRevoked(stored + i, List.copyOf(pending.subList(i, i + CHUNK))));
            }
        }
        return chunks;
    }
}
