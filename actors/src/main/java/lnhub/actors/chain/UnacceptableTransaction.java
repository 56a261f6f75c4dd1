package lnhub.actors.chain;

/** The mempool would refuse a transaction that was made to be published. */
public final class UnacceptableTransaction extends RuntimeException {
    private final Published.Rejected refusal;

    public UnacceptableTransaction(Published.Rejected refusal) {
        super("the mempool would refuse the transaction: " + refusal.reason() + advice(refusal.cause()));
        this.refusal = refusal;
    }

    private static String advice(Published.Cause cause) {
        return switch (cause) {
            case FEE_TOO_LOW -> "; fees have risen since the last block, try again after the next";
            case MEMPOOL_LIMIT, NOT_YET_FINAL -> "; try again after a block";
            case INPUTS_MISSING_OR_SPENT -> "; our coins were spent by somebody else: does another program use this"
                    + " wallet?";
            case INVALID -> "";
        };
    }

    public Published.Rejected refusal() {
        return refusal;
    }
}
