package lnhub.node.chain;

/** A transaction, or a block, that a rule forbids. The reason is in the words bitcoind uses for the same rule. */
public final class RejectedTransaction extends RuntimeException {
    /** RPC_VERIFY_ERROR: its inputs are missing or spent. */
    static final int MISSING = -25;
    /** RPC_VERIFY_REJECTED: a rule of consensus or of the mempool. */
    static final int REJECTED = -26;
    /** RPC_VERIFY_ALREADY_IN_UTXO_SET: it has been mined. */
    static final int CONFIRMED = -27;

    private final int code;

    private RejectedTransaction(int code, String reason) {
        super(reason);
        this.code = code;
    }

    static RejectedTransaction because(String reason) {
        return new RejectedTransaction(REJECTED, reason);
    }

    static RejectedTransaction missingInputs() {
        return new RejectedTransaction(MISSING, "bad-txns-inputs-missingorspent");
    }

    static RejectedTransaction confirmed() {
        return new RejectedTransaction(CONFIRMED, "Transaction outputs already in utxo set");
    }

    static void require(boolean holds, String reason) {
        if (!holds) {
            throw because(reason);
        }
    }

    /** Whether it would be accepted if more were paid: by itself, or by a child. */
    boolean isAboutTheFee() {
        return PublishError.isAboutTheFee(getMessage());
    }

    /** bitcoind's RPC error code for it. */
    public int code() {
        return code;
    }
}
