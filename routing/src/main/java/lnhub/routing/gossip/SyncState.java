package lnhub.routing.gossip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;
import lnhub.protocol.wire.GossipMessage;
import lnhub.protocol.wire.GossipTimestampFilter;
import lnhub.protocol.wire.QueryChannelRange;
import lnhub.protocol.wire.QueryShortChannelIds;
import lnhub.protocol.wire.ReplyChannelRange;
import lnhub.protocol.wire.ReplyShortChannelIdsEnd;
import lnhub.protocol.wire.TlvStream;
import lnhub.routing.graph.Graph;
import lnhub.routing.graph.PersistentMap;

/**
 * Our side of the synchronisation with one peer (BOLT 7, "Query Messages"): ask which channels there are, then, batch
 * by batch, for those we lack. What the answers contain arrives as ordinary gossip. Of each query at most one is out.
 * A peer may leave us waiting for ever: the caller starts anew, with another one, when it has waited long enough.
 */
public sealed interface SyncState {
    /** Short channel ids per query_short_channel_ids; a small batch keeps other messages of the peer flowing. */
    int BATCH = 500;
    /** More missing channels than that are not remembered: some ten times the public network of 2026. */
    int MAX_MISSING = 500_000;
    /** More replies than that to one query are nonsense: MAX_MISSING ids fit into 63. */
    int MAX_REPLIES = 2_000;

    /** What to do next. */
    sealed interface Step {
        /** Send these, and go on from this state. */
        record Go(SyncState next, List<GossipMessage> send) implements Step {
            public Go {
                send = List.copyOf(send);
            }
        }

        /** The peer answered what it was not asked, or nonsense: warn it with this text. The old state stands. */
        record Wrong(String reason) implements Step {
        }
    }

    /** Nothing asked, nothing open. */
    record Idle() implements SyncState {
    }

    /**
     * Waiting for reply_channel_range.
     *
     * @param firstBlock of the query, then of the last reply
     * @param endBlock the block after the last one asked for
     * @param missing channels of the replies so far that we lack
     */
    record AwaitingRange(
            Bytes32 chainHash,
            long firstBlock,
            long endBlock,
            int replies,
            PersistentMap<ShortChannelId, ShortChannelId> missing) implements SyncState {
    }

    /** Waiting for the end of a batch. @param later ids still to be asked for */
    record AwaitingChannels(Bytes32 chainHash, List<ShortChannelId> later) implements SyncState {
        public AwaitingChannels {
            later = List.copyOf(later);
        }
    }

    /**
     * Asks for all channels of a range of blocks, and for what is gossiped from now on.
     *
     * @param since timestamp from which on the peer shall send gossip by itself: of the last synchronisation, say
     */
    static Step start(Bytes32 chainHash, long firstBlock, long numberOfBlocks, long since) {
        if (firstBlock < 0 || numberOfBlocks < 1) {
            throw new IllegalArgumentException("expected first block >= 0 and at least one block, got "
                    + firstBlock + " and " + numberOfBlocks);
        }
        return new Step.Go(
                new AwaitingRange(chainHash, firstBlock, firstBlock + numberOfBlocks, 0, PersistentMap.empty()),
                List.of(new GossipTimestampFilter(chainHash, since, 0xFFFF_FFFFL, TlvStream.EMPTY),
                        new QueryChannelRange(chainHash, firstBlock, numberOfBlocks, TlvStream.EMPTY)));
    }

    /** A reply to our range query. @param graph what we know now */
    default Step receive(ReplyChannelRange reply, Graph graph) {
        if (!(this instanceof AwaitingRange asked) || !reply.chainHash().equals(asked.chainHash())) {
            return new Step.Wrong("reply_channel_range that was not asked for");
        }
        Optional<List<ShortChannelId>> ids = EncodedShortIds.decode(reply.encodedShortIds());
        if (ids.isEmpty()) {
            return new Step.Wrong("reply_channel_range whose ids cannot be decoded");
        }
        if (!isInOrder(reply, asked)) {
            return new Step.Wrong("reply_channel_range out of order: " + reply.numberOfBlocks() + " blocks from "
                    + reply.firstBlocknum());
        }
        PersistentMap<ShortChannelId, ShortChannelId> missing = withMissing(asked, ids.get(), graph);
        // Both, because the flag once meant something else, and because the last block may take several replies.
        if (reply.syncComplete() && reply.firstBlocknum() + reply.numberOfBlocks() >= asked.endBlock()) {
            List<ShortChannelId> all = new ArrayList<>(missing.size());
            missing.values().forEachRemaining(all::add);
            return nextBatch(asked.chainHash(), all);
        }
        return new Step.Go(new AwaitingRange(asked.chainHash(), reply.firstBlocknum(), asked.endBlock(),
                asked.replies() + 1, missing), List.of());
    }

    /** The end of a batch. */
    default Step receive(ReplyShortChannelIdsEnd end) {
        if (!(this instanceof AwaitingChannels asked) || !end.chainHash().equals(asked.chainHash())) {
            return new Step.Wrong("reply_short_channel_ids_end that was not asked for");
        }
        return nextBatch(asked.chainHash(), asked.later());
    }

    private static boolean isInOrder(ReplyChannelRange reply, AwaitingRange asked) {
        if (asked.replies() >= MAX_REPLIES) {
            return false;
        }
        return asked.replies() > 0 ? reply.firstBlocknum() >= asked.firstBlock()
                : reply.firstBlocknum() <= asked.firstBlock()
                        && reply.firstBlocknum() + reply.numberOfBlocks() > asked.firstBlock();
    }

    private static PersistentMap<ShortChannelId, ShortChannelId> withMissing(
            AwaitingRange asked, List<ShortChannelId> ids, Graph graph) {
        PersistentMap<ShortChannelId, ShortChannelId> missing = asked.missing();
        for (ShortChannelId id : ids) {
            // A reply may exceed the range (BOLT 7 allows canned ones), but may not make us ask for more than we want.
            if (id.blockHeight() < asked.endBlock() && missing.size() < MAX_MISSING && graph.channel(id).isEmpty()) {
                missing = missing.with(id, id);
            }
        }
        return missing;
    }

    private static Step nextBatch(Bytes32 chainHash, List<ShortChannelId> missing) {
        if (missing.isEmpty()) {
            return new Step.Go(new Idle(), List.of());
        }
        List<ShortChannelId> now = missing.subList(0, Math.min(BATCH, missing.size()));
        return new Step.Go(new AwaitingChannels(chainHash, missing.subList(now.size(), missing.size())),
                List.of(new QueryShortChannelIds(chainHash, EncodedShortIds.encode(now), TlvStream.EMPTY)));
    }
}
