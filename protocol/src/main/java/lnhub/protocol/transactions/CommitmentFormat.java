package lnhub.protocol.transactions;

/**
 * How the transactions of a channel look, fixed by its channel_type (BOLT 2): with option_static_remotekey alone, or
 * with option_anchors on top. Weights are those BOLT 3, "Fee Calculation" prescribes, in weight units.
 */
public enum CommitmentFormat {
    /** to_remote is a plain P2WPKH output; HTLC transactions pay their own fee out of the HTLC. */
    STATIC_REMOTE_KEY(724, 663, 703),
    /** Two anchor outputs; HTLC transactions pay no fee and are combined with other inputs when broadcast. */
    ANCHORS(1124, 666, 706);

    /** What each untrimmed HTLC output adds to a commitment transaction. */
    public static final int HTLC_OUTPUT_WEIGHT = 172;

    private final int commitmentWeight;
    private final int htlcTimeoutWeight;
    private final int htlcSuccessWeight;

    CommitmentFormat(int commitmentWeight, int htlcTimeoutWeight, int htlcSuccessWeight) {
        this.commitmentWeight = commitmentWeight;
        this.htlcTimeoutWeight = htlcTimeoutWeight;
        this.htlcSuccessWeight = htlcSuccessWeight;
    }

    /** The expected weight of a commitment transaction. */
    public int commitmentWeight(int untrimmedHtlcs) {
        return commitmentWeight + HTLC_OUTPUT_WEIGHT * untrimmedHtlcs;
    }

    /**
     * The expected weight of an HTLC transaction with one input.
     *
     * @param offeredByHolder true for HTLC-timeout, false for HTLC-success
     */
    public int htlcTxWeight(boolean offeredByHolder) {
        return offeredByHolder ? htlcTimeoutWeight : htlcSuccessWeight;
    }

    /** Whether the commitment carries anchor outputs, and its other outputs a relative lock of one block. */
    public boolean hasAnchors() {
        return this == ANCHORS;
    }

    /** What the funder pays for both anchors, whether they are produced or not (BOLT 3, "Fee Payment"). */
    public long anchorsSat() {
        return hasAnchors() ? 2 * Trimming.ANCHOR_SAT : 0;
    }

    /** How the counterparty's HTLC signatures hash (BOLT 5, "Generation of HTLC Transactions"). */
    public int otherHtlcSighashType() {
        return hasAnchors()
                ? SingleInputTransaction.SIGHASH_SINGLE_ANYONECANPAY
                : SingleInputTransaction.SIGHASH_ALL;
    }

    /** The sequence of an HTLC transaction's input: with anchors every output waits for one block. */
    public int htlcSequence() {
        return hasAnchors() ? 1 : 0;
    }
}
