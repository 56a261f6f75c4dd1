package lnhub.protocol.claims;

import java.util.Optional;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;

/**
 * An output that is ours to take, and how. Every signature of ours is SIGHASH_ALL (BOLT 5, "Generation of HTLC
 * Transactions").
 *
 * @param amountSat the value of the output
 * @param scriptCode what the signature commits to (BIP 143): the witness script, or the P2PKH script of a P2WPKH
 * @param sequence of the input: the relative lock in blocks (BIP 68), or {@link #REPLACEABLE}
 * @param lockTime the height that nLockTime must at least be (BIP 65), 0 for none; exactly this with a second stage
 * @param fromHeight the first block that may contain the claim
 * @param deadline the first block in which somebody else can take the output, or {@link #NO_DEADLINE}; at or before
 *        {@code fromHeight} it is a race from the beginning
 * @param key signs the input
 * @param secondStage present for HTLC-timeout and HTLC-success transactions of our commitment
 */
public record Claim(Kind kind, OutPoint outPoint, long amountSat, Bytes scriptCode, int sequence, long lockTime,
        long fromHeight, long deadline, SigningKey key, InputWitness witness, Optional<SecondStage> secondStage) {
    /** Nobody else can ever take the output. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;
    /** No relative lock, nLockTime in force, replaceable (BIP 125). */
    public static final int REPLACEABLE = 0xFFFFFFFD;
    /** SIGHASH_ALL. */
    public static final int SIGHASH_TYPE = 1;

    /** Outpoint, empty script and sequence of an input. */
    static final int INPUT_WEIGHT = 4 * (36 + 1 + 4);

    /** What the output is and which of its branches is used. */
    public enum Kind {
        /** to_local of our commitment, or the output of our HTLC transaction, after to_self_delay. */
        DELAYED,
        /** to_remote of the peer's commitment. */
        TO_REMOTE,
        /** An HTLC we offered, by HTLC-timeout, on our commitment. */
        HTLC_TIMEOUT,
        /** An HTLC the peer offered, by HTLC-success, on our commitment. */
        HTLC_SUCCESS,
        /** An HTLC we offered, on the peer's commitment, after its expiry. */
        HTLC_EXPIRED,
        /** An HTLC the peer offered, on the peer's commitment, with its preimage. */
        HTLC_PREIMAGE,
        /** to_local of a revoked commitment, or the output of the cheater's HTLC transaction. */
        PENALTY_DELAYED,
        /** An HTLC output of a revoked commitment. */
        PENALTY_HTLC,
        /** Our anchor on either commitment. */
        ANCHOR
    }

    /**
     * What an HTLC transaction must pay, because the peer signed it so.
     *
     * @param output stands at the index of the input (SIGHASH_SINGLE)
     * @param alone whether the peer signed the whole transaction (SIGHASH_ALL, without anchors): nothing can be added
     */
    public record SecondStage(TransactionOutput output, boolean alone) {
        int weight() {
            return TransactionForm.outputWeight(output.scriptPubkey());
        }
    }

    public Claim {
        if (amountSat < 0 || lockTime < 0 || fromHeight < 0 || deadline < 0) {
            throw new IllegalArgumentException("a claim of " + amountSat + " sat from height " + fromHeight
                    + " to " + deadline + " with lock time " + lockTime);
        }
    }

    /** What the claim adds to a transaction's weight at most, with the output of its second stage. */
    public int weight() {
        return INPUT_WEIGHT + witness.maxSize() + secondStage.map(SecondStage::weight).orElse(0);
    }

    /** Whether a block of this height may contain the claim. */
    public boolean isMature(long height) {
        return fromHeight <= height;
    }

    /** Whether somebody else may take the output in a block of this height. */
    public boolean isContested(long height) {
        return deadline <= height;
    }
}
