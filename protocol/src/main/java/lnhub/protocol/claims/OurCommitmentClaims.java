package lnhub.protocol.claims;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.CommitmentHtlc;
import lnhub.protocol.transactions.DerSignature;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * What is ours in a commitment of ours that is confirmed (BOLT 5, "Unilateral Close Handling: Local Commitment
 * Transaction").
 */
public final class OurCommitmentClaims {
    private final FundedChannel channel;
    private final PublicKey point;
    private final Bytes toLocal;

    /** @param perCommitmentPoint ours of the commitment's number */
    public OurCommitmentClaims(FundedChannel channel, PublicKey perCommitmentPoint) {
        this.channel = channel;
        this.point = perCommitmentPoint;
        this.toLocal = channel.ourScripts(perCommitmentPoint).toHolder();
    }

    /**
     * to_local, and each HTLC that can be taken: one we offered by HTLC-timeout, one the peer offered by HTLC-success.
     *
     * @param height of the block that contains the commitment
     * @param peerSignatures the htlc_signature fields of commitment_signed
     * @param preimages of a received HTLC, if it is known and may be used: the peer must be irrevocably committed to
     *        the HTLC (BOLT 5, "HTLC Output Handling: Local Commitment, Remote Offers")
     * @throws IllegalArgumentException when there is not one signature for each HTLC output, or a preimage is wrong
     */
    public List<Claim> of(Commitment commitment, List<Signature> peerSignatures, long height,
            Function<CommitmentHtlc, Optional<Bytes32>> preimages) {
        List<HtlcTransaction> htlcs = commitment.htlcTransactions();
        if (htlcs.size() != peerSignatures.size()) {
            throw new IllegalArgumentException(peerSignatures.size() + " signatures for " + htlcs.size()
                    + " HTLC transactions");
        }
        OutputClaims outputs = new OutputClaims(channel.format(), height);
        List<Claim> claims = new ArrayList<>();
        commitment.toHolderOutput().ifPresent(index -> claims.add(delayed(outputs,
                new OutPoint(commitment.txid(), index), commitment.outputs().get(index).output().amountSat(),
                Claim.NO_DEADLINE)));
        for (int i = 0; i < htlcs.size(); i++) {
            HtlcTransaction htlc = htlcs.get(i);
            Bytes signature = Bytes.wrap(
                    DerSignature.encode(peerSignatures.get(i), channel.format().otherHtlcSighashType()));
            htlc(commitment, htlc, signature, outputs, preimages).ifPresent(claims::add);
        }
        return claims;
    }

    private Optional<Claim> htlc(Commitment commitment, HtlcTransaction transaction, Bytes signature,
            OutputClaims outputs, Function<CommitmentHtlc, Optional<Bytes32>> preimages) {
        CommitmentHtlc htlc = transaction.htlc();
        Bytes preimage = Bytes.EMPTY;
        if (!htlc.offeredByHolder()) {
            Optional<Bytes32> known = Preimages.of(htlc, preimages);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            preimage = known.get().toBytes();
        }
        TransactionOutput output = new TransactionOutput(transaction.amountSat(), Op.p2wsh(toLocal));
        return Optional.of(outputs.secondStage(new OutPoint(commitment.txid(), transaction.outputIndex()),
                htlc.amountMsat() / 1000, transaction.witnessScript(), preimage, htlc.cltvExpiry(), signature,
                new SigningKey.Htlc(point), new Claim.SecondStage(output, !channel.format().hasAnchors())));
    }

    /**
     * to_local alone, of a commitment whose HTLCs are not known: an old one, or one that we have lost.
     *
     * @param outdated whether we have revoked it, so that the peer may take the output at once
     */
    public List<Claim> toLocal(ChainTransaction commitment, long height, boolean outdated) {
        OutputClaims outputs = new OutputClaims(channel.format(), height);
        Bytes scriptPubkey = Op.p2wsh(toLocal);
        List<Claim> claims = new ArrayList<>();
        for (int index = 0; index < commitment.outputs().size(); index++) {
            ChainTransaction.Output output = commitment.outputs().get(index);
            if (output.scriptPubkey().equals(scriptPubkey)) {
                claims.add(delayed(outputs, commitment.outPoint(index), output.amountSat(),
                        outdated ? height : Claim.NO_DEADLINE));
            }
        }
        return claims;
    }

    /**
     * The outputs of HTLC transactions of ours, which wait for to_self_delay again. Each stands at the index of its
     * input, also where several are batched.
     *
     * @param commitment whose HTLC outputs the transaction spends
     * @param height of the block that contains the transaction
     * @return by the HTLC output of the commitment; empty when the transaction is not ours
     */
    public Map<OutPoint, Claim> ofSecondStage(Commitment commitment, ChainTransaction transaction, long height) {
        Map<OutPoint, Claim> claims = new HashMap<>();
        for (HtlcTransaction htlc : commitment.htlcTransactions()) {
            OutPoint spent = new OutPoint(commitment.txid(), htlc.outputIndex());
            OptionalInt input = transaction.inputSpending(spent);
            if (input.isPresent() && input.getAsInt() < transaction.outputs().size()) {
                secondStage(transaction.outPoint(input.getAsInt()), transaction.outputs().get(input.getAsInt()), height)
                        .ifPresent(claim -> claims.put(spent, claim));
            }
        }
        return claims;
    }

    /**
     * The output of an HTLC transaction of ours.
     *
     * @param outPoint at the index of the input that spends the HTLC
     * @param height of the block that contains the transaction
     * @return empty when it is not ours
     */
    public Optional<Claim> secondStage(OutPoint outPoint, ChainTransaction.Output output, long height) {
        return output.scriptPubkey().equals(Op.p2wsh(toLocal))
                ? Optional.of(delayed(new OutputClaims(channel.format(), height), outPoint, output.amountSat(),
                        Claim.NO_DEADLINE))
                : Optional.empty();
    }

    private Claim delayed(OutputClaims outputs, OutPoint outPoint, long amountSat, long deadline) {
        return outputs.delayed(outPoint, amountSat, toLocal, channel.local().toSelfDelay(),
                new SigningKey.DelayedPayment(point), deadline);
    }
}
