package lnhub.protocol.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lnhub.protocol.claims.FundingSpend;
import lnhub.protocol.claims.RevokedHtlc;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What the chain has shown of a channel that ends on it. Everything else about such a channel, above all what can be
 * claimed, follows from these facts; a reorganisation takes back those of the blocks that are gone.
 *
 * @param spend of the funding output
 * @param taken by the outputs that matter to us: those of the commitment, and of the HTLC transactions that spend it
 */
public record ChainFacts(Optional<Spend> spend, Map<OutPoint, Taken> taken) {
    static final ChainFacts NONE = new ChainFacts(Optional.empty(), Map.of());

    /**
     * The transaction that spends the funding output.
     *
     * @param blockHash of the block with it, in internal byte order
     * @param revoked of a commitment that was revoked: the HTLCs it may have had; empty until they were looked up
     */
    public record Spend(Bytes32 txid, Bytes transaction, int height, Bytes32 blockHash, FundingSpend kind,
            Optional<List<RevokedHtlc>> revoked) {

        Spend with(List<RevokedHtlc> htlcs) {
            return new Spend(txid, transaction, height, blockHash, kind, Optional.of(List.copyOf(htlcs)));
        }
    }

    /**
     * An output was spent.
     *
     * @param txid of what spends it
     * @param preimage whether the preimage of the HTLC was shown for it
     * @param created the output of that transaction at the index of the input: what an HTLC transaction pays to
     *     (SIGHASH_SINGLE), where it is a P2WSH
     */
    public record Taken(Bytes32 txid, int height, Bytes32 blockHash, boolean preimage, Optional<Created> created) {
    }

    /** @param index in the transaction that creates it */
    public record Created(int index, long amountSat, Bytes scriptPubkey) {
    }

    /** What has taken outputs may have been told before; of outputs of another transaction it means nothing. */
    ChainFacts with(Spend next) {
        Optional<Spend> known = isSpentBy(next.txid()) ? spend : Optional.empty();
        return new ChainFacts(known.flatMap(Spend::revoked).map(next::with).or(() -> Optional.of(next)), taken);
    }

    boolean isSpentBy(Bytes32 txid) {
        return spend.filter(known -> known.txid().equals(txid)).isPresent();
    }

    ChainFacts found(List<RevokedHtlc> htlcs) {
        return new ChainFacts(spend.map(known -> known.with(htlcs)), taken);
    }

    ChainFacts with(OutPoint output, Taken how) {
        Map<OutPoint, Taken> more = new LinkedHashMap<>(taken);
        more.put(output, how);
        return new ChainFacts(spend, Collections.unmodifiableMap(more));
    }

    /** The blocks from this height on are not in the chain any more. */
    ChainFacts undone(int fromHeight) {
        if (spend.filter(s -> s.height() >= fromHeight).isPresent()) {
            return NONE;
        }
        Map<OutPoint, Taken> kept = new LinkedHashMap<>(taken);
        kept.values().removeIf(how -> how.height() >= fromHeight);
        return new ChainFacts(spend, Collections.unmodifiableMap(kept));
    }

    /** Whether a block from this height on has shown anything. */
    boolean isUndoneFrom(int height) {
        return spend.filter(s -> s.height() >= height).isPresent()
                || taken.values().stream().anyMatch(how -> how.height() >= height);
    }

    boolean isTaken(OutPoint output) {
        return taken.containsKey(output);
    }

    /** The blocks these facts are from, by height: if one is not in the chain any more, something has to be undone. */
    Map<Integer, Bytes32> blocks() {
        Map<Integer, Bytes32> blocks = new TreeMap<>();
        spend.ifPresent(s -> blocks.put(s.height(), s.blockHash()));
        taken.values().forEach(how -> blocks.put(how.height(), how.blockHash()));
        return blocks;
    }

    /** Whether what stands in a block of {@code height} has the depth when the tip is at {@code tip}. */
    static boolean isBuried(int height, int tip, int depth) {
        return tip - height + 1 >= depth;
    }
}
