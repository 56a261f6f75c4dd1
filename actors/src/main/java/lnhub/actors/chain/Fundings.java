package lnhub.actors.chain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import lnhub.protocol.channel.ChannelRef;
import lnhub.protocol.channel.Command;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where in the chain the funding outputs of channels are, and which channels know that theirs is deep enough. For one
 * thread at a time.
 */
final class Fundings {
    private static final Logger LOG = LoggerFactory.getLogger(Fundings.class);

    /** A funding output in a block. */
    record Found(long amountSat, Bytes script, ShortChannelId place) {
    }

    /** @param told whether the channel knows that it is deep */
    private record Watch(Effect.WatchFunding wanted, Optional<ShortChannelId> place, boolean told) {
    }

    private final BiConsumer<ChannelRef, Command> channels;
    /** By channel: whoever funds one names the output, and may name another channel's. */
    private final Map<ChannelRef, Watch> watches = new HashMap<>();
    private final Map<Bytes32, Set<ChannelRef>> byTxid = new HashMap<>();

    Fundings(BiConsumer<ChannelRef, Command> channels) {
        this.channels = channels;
    }

    /** Empty too when the transaction has no such output: whoever funds a channel may name any number. */
    static Optional<Found> in(Block block, OutPoint funding) {
        for (int i = 0; i < block.transactions().size(); i++) {
            ChainTransaction transaction = block.transactions().get(i);
            if (transaction.txid().equals(funding.txid()) && isIn(transaction, funding.index())) {
                ChainTransaction.Output output = transaction.outputs().get(funding.index());
                return Optional.of(new Found(output.amountSat(), output.scriptPubkey(),
                        ShortChannelId.of(block.height(), i, funding.index())));
            }
        }
        return Optional.empty();
    }

    private static boolean isIn(ChainTransaction transaction, int index) {
        return Integer.compareUnsigned(index, transaction.outputs().size()) < 0;
    }

    void watch(ChannelRef ref, Effect.WatchFunding wanted) {
        watches.put(ref, new Watch(wanted, Optional.empty(), false));
        byTxid.computeIfAbsent(wanted.funding().txid(), txid -> new HashSet<>()).add(ref);
    }

    void forget(ChannelRef ref) {
        Watch watch = watches.remove(ref);
        if (watch != null) {
            byTxid.computeIfPresent(watch.wanted().funding().txid(), (txid, refs) ->
                    refs.remove(ref) && refs.isEmpty() ? null : refs);
        }
    }

    void mined(ChainTransaction transaction, Block block) {
        for (ChannelRef ref : byTxid.getOrDefault(transaction.txid(), Set.of())) {
            in(block, watches.get(ref).wanted().funding()).ifPresent(found -> confirmed(ref, found, block.height()));
        }
    }

    /** Only an output that pays exactly what was agreed may be used (BOLT 2, channel_ready). */
    void confirmed(ChannelRef ref, Found found, int tip) {
        Watch watch = watches.get(ref);
        if (watch == null) {
            return;
        }
        if (found.amountSat() != watch.wanted().capacitySat() || !found.script().equals(watch.wanted().script())) {
            LOG.warn("channel {}: its funding output {} pays another amount or script than agreed", ref,
                    watch.wanted().funding());
            return;
        }
        watches.put(ref, new Watch(watch.wanted(), Optional.of(found.place()), watch.told()));
        tellIfDeep(ref, tip);
    }

    void tellDeep(int tip) {
        Set.copyOf(watches.keySet()).forEach(ref -> tellIfDeep(ref, tip));
    }

    private void tellIfDeep(ChannelRef ref, int tip) {
        Watch watch = watches.get(ref);
        boolean deep = !watch.told() && watch.place().isPresent()
                && tip - watch.place().get().blockHeight() + 1 >= watch.wanted().depth();
        if (deep) {
            watches.put(ref, new Watch(watch.wanted(), watch.place(), true));
            channels.accept(ref, new Command.FundingDeep(watch.place().get()));
        }
    }

    /** @param outputs that were looked up for the channel and are not known to be spent */
    void tellIfUnconfirmed(ChannelRef ref, Set<OutPoint> outputs) {
        Watch watch = watches.get(ref);
        if (watch != null && watch.place().isEmpty() && outputs.contains(watch.wanted().funding())) {
            channels.accept(ref, new Command.FundingUnconfirmed());
        }
    }

    /** The block of this height is not in the chain any more. */
    void undone(int height) {
        watches.replaceAll((ref, watch) -> watch.place().filter(place -> place.blockHeight() == height)
                .map(place -> unconfirmed(ref, watch)).orElse(watch));
    }

    private Watch unconfirmed(ChannelRef ref, Watch watch) {
        LOG.warn("channel {}: a reorganisation has undone its funding transaction {}; it forwards nothing from there"
                + " until that is deep in the chain again", ref, watch.wanted().funding());
        channels.accept(ref, new Command.FundingUnconfirmed());
        return new Watch(watch.wanted(), Optional.empty(), false);
    }
}
