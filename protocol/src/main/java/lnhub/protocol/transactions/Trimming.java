package lnhub.protocol.transactions;

/** Fees of commitment and HTLC transactions, and which outputs are too small to exist (BOLT 3, "Fees"). */
public final class Trimming {
    /** The fixed value of an anchor output, in satoshi. */
    public static final long ANCHOR_SAT = 330;

    private Trimming() {
    }

    /** The base fee the funder pays for a commitment transaction; anchors and trimmed HTLCs come on top of it. */
    public static long commitmentFeeSat(CommitmentFormat format, int feeratePerKw, int untrimmedHtlcs) {
        return (long) feeratePerKw * format.commitmentWeight(untrimmedHtlcs) / 1000;
    }

    /**
     * The fee of an HTLC's second transaction, taken from the HTLC; 0 with anchors.
     *
     * @param offeredByHolder true for HTLC-timeout, false for HTLC-success
     */
    public static long htlcTxFeeSat(CommitmentFormat format, boolean offeredByHolder, int feeratePerKw) {
        return format.hasAnchors() ? 0 : (long) feeratePerKw * format.htlcTxWeight(offeredByHolder) / 1000;
    }

    /**
     * Whether an HTLC gets no output in the commitment of its holder (BOLT 3, "Trimmed Outputs").
     *
     * @param dustLimitSat the dust_limit_satoshis of the commitment's holder
     */
    public static boolean isTrimmed(
            CommitmentFormat format, boolean offeredByHolder, long amountMsat, int feeratePerKw, long dustLimitSat) {
        return amountMsat / 1000 - htlcTxFeeSat(format, offeredByHolder, feeratePerKw) < dustLimitSat;
    }
}
