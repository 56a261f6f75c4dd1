package lnhub.protocol.channel;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the channel owes to others of this node and repeats until it is acknowledged.
 *
 * @param upstream outcomes of HTLCs that we offered, by whom they are owed to
 * @param answered which offers of which incoming channel were answered for good
 * @param history forwards that the forwarding history has not confirmed yet, by incoming HTLC id
 * @param revoked HTLCs to be remembered for a penalty that their store has not confirmed yet
 */
public record Debts(Map<Origin, Settlement> upstream, Map<ChannelRef, AnsweredOffers> answered,
        Map<Long, ForwardRecord> history, RevokedQueue revoked) {
    static final Debts NONE = new Debts(Map.of(), Map.of(), Map.of(), RevokedQueue.EMPTY);

    Debts owing(Map<Origin, Settlement> outcomes) {
        return outcomes.isEmpty() ? this : new Debts(plus(upstream, outcomes), answered, history, revoked);
    }

    Debts paid(Collection<Origin> origins) {
        return new Debts(minus(upstream, origins), answered, history, revoked);
    }

    /** @param ids by channel, the offers now answered for good; every channel in {@code floors} has an entry */
    Debts answering(Map<ChannelRef, List<Long>> ids, Map<ChannelRef, Long> floors) {
        if (ids.isEmpty()) {
            return this;
        }
        Map<ChannelRef, AnsweredOffers> next = new LinkedHashMap<>(answered);
        ids.forEach((incoming, more) -> next.merge(incoming,
                AnsweredOffers.NONE.with(more, floors.getOrDefault(incoming, 0L)),
                (known, fresh) -> known.with(more, floors.getOrDefault(incoming, 0L))));
        return new Debts(upstream, Collections.unmodifiableMap(next), history, revoked);
    }

    boolean hasAnswered(Origin origin) {
        return origin instanceof Origin.Forwarded forwarded
                && answered.getOrDefault(forwarded.incoming(), AnsweredOffers.NONE).contains(forwarded.htlcId());
    }

    Debts recording(Map<Long, ForwardRecord> forwards) {
        return forwards.isEmpty() ? this : new Debts(upstream, answered, plus(history, forwards), revoked);
    }

    Debts recorded(Collection<Long> htlcIds) {
        return new Debts(upstream, answered, minus(history, htlcIds), revoked);
    }

    Debts with(RevokedQueue log) {
        return new Debts(upstream, answered, history, log);
    }

    public boolean isEmpty() {
        return upstream.isEmpty() && history.isEmpty() && revoked.isEmpty();
    }

    private static <K, V> Map<K, V> plus(Map<K, V> map, Map<K, V> more) {
        Map<K, V> sum = new LinkedHashMap<>(map);
        sum.putAll(more);
        return Collections.unmodifiableMap(sum);
    }

    private static <K, V> Map<K, V> minus(Map<K, V> map, Collection<K> keys) {
        Map<K, V> rest = new LinkedHashMap<>(map);
        keys.forEach(rest::remove);
        return Collections.unmodifiableMap(rest);
    }
}
