package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.protocol.claims.Claim.Kind;
import lnhub.protocol.claims.Claim.SecondStage;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.transactions.CommitmentFormat;
import lnhub.protocol.transactions.CommitmentScripts;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.units.Bytes;

/**
 * The claims of the outputs of one confirmed transaction, branch by branch of their scripts (BOLT 3, "Commitment
 * Transaction Outputs").
 *
 * @param height of the block that contains the transaction
 */
record OutputClaims(CommitmentFormat format, long height) {
    OutputClaims {
        if (height < 0) {
            throw new IllegalArgumentException("a transaction confirmed at height " + height);
        }
    }

    /** With anchors every branch but revocation and the anchors' own waits for one block (1 OP_CSV). */
    private int relativeLock() {
        return format.hasAnchors() ? 1 : 0;
    }

    private int sequence() {
        return format.hasAnchors() ? 1 : Claim.REPLACEABLE;
    }

    /** The first block in which an output with the relative lock of its format can be spent. */
    long soonest() {
        return height + relativeLock();
    }

    /** The first block that takes a transaction with this nLockTime, which must be below the block's height. */
    long after(long lockTime) {
        return Math.max(lockTime + 1, soonest());
    }

    Claim delayed(OutPoint outPoint, long amountSat, Bytes script, int delay, SigningKey key, long deadline) {
        return new Claim(Kind.DELAYED, outPoint, amountSat, script, delay, 0, height + delay, deadline, key,
                InputWitness.of(Bytes.EMPTY, script), Optional.empty());
    }

    Claim penaltyDelayed(OutPoint outPoint, long amountSat, Bytes script, int delay, SigningKey key) {
        return new Claim(Kind.PENALTY_DELAYED, outPoint, amountSat, script, Claim.REPLACEABLE, 0, height,
                height + delay, key, InputWitness.of(InputWitness.TRUE, script), Optional.empty());
    }

    Claim penaltyHtlc(OutPoint outPoint, long amountSat, Bytes script, Bytes revocationKey, long deadline,
            SigningKey key) {
        return new Claim(Kind.PENALTY_HTLC, outPoint, amountSat, script, Claim.REPLACEABLE, 0, height, deadline, key,
                InputWitness.of(revocationKey, script), Optional.empty());
    }

    Claim htlcPreimage(OutPoint outPoint, long amountSat, Bytes script, Bytes preimage, long cltvExpiry,
            SigningKey key) {
        return new Claim(Kind.HTLC_PREIMAGE, outPoint, amountSat, script, sequence(), 0, soonest(),
                after(cltvExpiry), key, InputWitness.of(preimage, script), Optional.empty());
    }

    Claim htlcExpired(OutPoint outPoint, long amountSat, Bytes script, long cltvExpiry, SigningKey key) {
        return new Claim(Kind.HTLC_EXPIRED, outPoint, amountSat, script, sequence(), cltvExpiry, after(cltvExpiry),
                soonest(), key, InputWitness.of(Bytes.EMPTY, script), Optional.empty());
    }

    /**
     * @param preimage empty for HTLC-timeout
     * @param peerSignature with its sighash type
     */
    Claim secondStage(OutPoint outPoint, long amountSat, Bytes script, Bytes preimage, long cltvExpiry,
            Bytes peerSignature, SigningKey key, SecondStage stage) {
        boolean timeout = preimage.isEmpty();
        return new Claim(timeout ? Kind.HTLC_TIMEOUT : Kind.HTLC_SUCCESS, outPoint, amountSat, script,
                format.htlcSequence(), timeout ? cltvExpiry : 0, timeout ? after(cltvExpiry) : soonest(),
                timeout ? soonest() : after(cltvExpiry), key,
                new InputWitness(List.of(Bytes.EMPTY, peerSignature), List.of(preimage, script)), Optional.of(stage));
    }

    /** Every output that pays our payment basepoint as to_remote: one, unless the transaction is no commitment. */
    List<Claim> toRemote(FundedChannel channel, ChainTransaction transaction) {
        Bytes ours = channel.toRemote(channel.ours().payment());
        List<Claim> claims = new ArrayList<>();
        for (int index = 0; index < transaction.outputs().size(); index++) {
            ChainTransaction.Output output = transaction.outputs().get(index);
            if (output.scriptPubkey().equals(ours)) {
                claims.add(toRemote(channel, transaction.outPoint(index), output.amountSat()));
            }
        }
        return claims;
    }

    private Claim toRemote(FundedChannel channel, OutPoint outPoint, long amountSat) {
        byte[] key = channel.ours().payment().toArray();
        boolean anchors = format.hasAnchors();
        Bytes script = anchors
                ? CommitmentScripts.toOther(channel.ours().payment())
                : Bytes.fromHex("76a914" + Bytes.wrap(Hashes.hash160(key)) + "88ac");
        return new Claim(Kind.TO_REMOTE, outPoint, amountSat, script, sequence(), 0, soonest(), Claim.NO_DEADLINE,
                new SigningKey.Payment(), InputWitness.of(anchors ? script : Bytes.wrap(key)), Optional.empty());
    }
}
