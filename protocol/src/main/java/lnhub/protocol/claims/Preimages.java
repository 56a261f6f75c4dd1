package lnhub.protocol.claims;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Preimages that claims need, and those that the other side's claims reveal. */
public final class Preimages {
    private Preimages() {
    }

    /**
     * The preimages in a transaction's witnesses, wherever they stand: what a peer reveals when it takes an HTLC we
     * offered (BOLT 5, "HTLC Output Handling: Local Commitment, Local Offers").
     *
     * @param paymentHashes of the HTLCs whose preimage matters
     * @return by payment hash, no more than there are hashes
     */
    public static Map<Bytes32, Bytes32> revealed(ChainTransaction transaction, Set<Bytes32> paymentHashes) {
        Map<Bytes32, Bytes32> revealed = new HashMap<>();
        for (ChainTransaction.Input input : transaction.inputs()) {
            for (Bytes item : input.witness()) {
                if (item.length() == Bytes32.SIZE) {
                    Bytes32 hash = Hashes.sha256(item.unsafeArray());
                    if (paymentHashes.contains(hash)) {
                        revealed.put(hash, Bytes32.wrap(item.toArray()));
                    }
                }
            }
        }
        return revealed;
    }

    /** @throws IllegalArgumentException when what is given is not the HTLC's preimage; it is not in the text */
    static Optional<Bytes32> of(CommitmentHtlc htlc, Function<CommitmentHtlc, Optional<Bytes32>> preimages) {
        Optional<Bytes32> preimage = preimages.apply(htlc);
        if (preimage.isPresent()
                && !Hashes.sha256(preimage.get().unsafeArray()).equals(htlc.paymentHash())) {
            throw new IllegalArgumentException("the preimage does not hash to " + htlc.paymentHash());
        }
        return preimage;
    }
}
