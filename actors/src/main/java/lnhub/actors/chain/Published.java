package lnhub.actors.chain;

/** What became of a transaction that was handed to the network. */
public sealed interface Published {

    /** It is in the mempool, whether it was before or not. */
    record Accepted() implements Published {
    }

    /** It is in a block already (and at least one output of it is unspent; if none is, the answer is a rejection). */
    record AlreadyConfirmed() implements Published {
    }

    /**
     * It is not in the mempool and was not relayed.
     *
     * @param reason the node's own words ("bad-txns-inputs-missingorspent")
     */
    record Rejected(Cause cause, String reason) implements Published {
    }

    /** Why it was rejected, as far as a caller can act on it. */
    enum Cause {
        /** An input is spent by another transaction, or its parent is unknown. */
        INPUTS_MISSING_OR_SPENT,
        /** Its lock time, a relative lock (BIP 68) or a coinbase's maturity has not passed: try again later. */
        NOT_YET_FINAL,
        /** It pays too little for the mempool, or too little to replace what spends its inputs there (BIP 125). */
        FEE_TOO_LOW,
        /** The mempool has no room, or holds too many related transactions: try again after a block. */
        MEMPOOL_LIMIT,
        /** A signature, script, amount or form is wrong: it will never be accepted as it is. */
        INVALID
    }
}
