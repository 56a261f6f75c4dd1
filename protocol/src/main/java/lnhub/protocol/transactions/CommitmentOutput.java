package lnhub.protocol.transactions;

import java.util.Comparator;
import java.util.Optional;
import lnhub.protocol.units.Bytes;

/**
 * An output of a commitment with what is needed to spend it.
 *
 * @param witnessScript empty for the P2WPKH to_remote of {@link CommitmentFormat#STATIC_REMOTE_KEY}
 * @param htlc present exactly for {@link Kind#HTLC}
 */
public record CommitmentOutput(
        Kind kind, TransactionOutput output, Bytes witnessScript, Optional<CommitmentHtlc> htlc) {

    /** Whose output this is, from the holder's point of view. */
    public enum Kind { TO_HOLDER, TO_OTHER, HOLDER_ANCHOR, OTHER_ANCHOR, HTLC }

    /**
     * BOLT 3, "Transaction Output Ordering": equal outputs are ordered by cltv_expiry, which only HTLCs can need, since
     * no other two outputs share a script. The id makes the order total; what it decides cannot be told apart on chain.
     */
    static final Comparator<CommitmentOutput> ORDER = (a, b) -> {
        int byOutput = a.output.compareTo(b.output);
        return byOutput != 0 || a.htlc.isEmpty() || b.htlc.isEmpty()
                ? byOutput
                : compare(a.htlc.get(), b.htlc.get());
    };

    private static int compare(CommitmentHtlc a, CommitmentHtlc b) {
        int byExpiry = Long.compare(a.cltvExpiry(), b.cltvExpiry());
        return byExpiry != 0 ? byExpiry : Long.compare(a.id(), b.id());
    }

    static CommitmentOutput p2wsh(Kind kind, long amountSat, Bytes witnessScript) {
        return new CommitmentOutput(
                kind, new TransactionOutput(amountSat, Op.p2wsh(witnessScript)), witnessScript, Optional.empty());
    }

    static CommitmentOutput htlc(CommitmentHtlc htlc, Bytes witnessScript) {
        TransactionOutput output = new TransactionOutput(htlc.amountMsat() / 1000, Op.p2wsh(witnessScript));
        return new CommitmentOutput(Kind.HTLC, output, witnessScript, Optional.of(htlc));
    }
}
