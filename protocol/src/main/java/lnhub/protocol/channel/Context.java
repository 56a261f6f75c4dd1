package lnhub.protocol.channel;

import java.util.function.IntUnaryOperator;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.onion.PeelResult;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The world as a decision may see it; everything that is not the channel's own state.
 *
 * @param blockHeight of the best block known
 * @param heightForDeadlines what the chain's height may be by now; above {@code blockHeight} while the chain cannot be
 *     heard. New HTLCs are judged by it, nothing else is: a channel is not closed because a chain is silent
 * @param nowMs wall clock, milliseconds since the epoch; only ever recorded, never compared for safety
 * @param feeratePerKw what a commitment should pay at the moment, by our estimate
 */
public record Context(PublicKey nodeId, int blockHeight, int heightForDeadlines, long nowMs, int feeratePerKw,
        Feerates feerates, Bytes32 chainHash, ChannelPolicy policy, Signer signer, NodeKey nodeKey,
        Relay relay) {

    /** In satoshi per 1,000 weight units. */
    public interface Feerates {

        /** The estimate that confirms within so many blocks, at least 1; never below {@link #mempoolMinimum}. */
        int feerateWithin(int blocks);

        /** What pays less is not taken by any mempool like ours, whatever it is for. */
        int mempoolMinimum();
    }

    IntUnaryOperator feerateWithin() {
        return feerates::feerateWithin;
    }

    /** What only the holder of the node's secret can do. */
    public interface NodeKey {

        /** Peels an onion. One that was seen before, on another HTLC, is refused as a bad one (BOLT 4, replays). */
        PeelResult peel(ChannelRef incoming, long htlcId, Bytes onion, Bytes32 paymentHash);

        /** Signs gossip with the node id's secret. */
        Signature sign(Bytes32 hash);
    }
}
