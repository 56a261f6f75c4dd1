package lnhub.protocol.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A commitment transaction and its HTLC transactions (BOLT 3, "Commitment Transaction Construction"), as one side can
 * broadcast them. Immutable; HTLC hashes are computed when asked for, so that they may be spread over threads.
 */
public final class Commitment {
    private final CommitmentParams params;
    private final SingleInputTransaction transaction;
    private final Bytes32 txid;
    private final List<CommitmentOutput> outputs;
    private final List<HtlcTransaction> htlcTransactions;

    private Commitment(CommitmentParams params, SingleInputTransaction transaction, List<CommitmentOutput> outputs,
            HtlcTransaction.Common common) {
        this.params = params;
        this.transaction = transaction;
        this.outputs = List.copyOf(outputs);
        this.txid = transaction.txid();
        this.htlcTransactions = htlcTransactions(common);
        if (feeSat() < 0) {
            throw new IllegalArgumentException("the funder cannot pay the anchors: the outputs are "
                    + -feeSat() + " sat more than the capacity");
        }
    }

    /**
     * @param commitmentNumber counts up from 0
     * @throws IllegalArgumentException when balances and HTLCs do not add up to the capacity (the invariant
     *         "conservation"), the funder cannot even pay the anchors, or no output is left
     */
    public static Commitment build(
            CommitmentParams params, CommitmentKeys keys, long commitmentNumber, CommitmentSpec spec) {
        check(params, commitmentNumber, spec);
        CommitmentScripts scripts = new CommitmentScripts(params.format(), keys, params.toSelfDelay());
        List<CommitmentOutput> outputs = new CommitmentOutputs(params, scripts, spec).sorted();
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("all outputs of the commitment are below the dust limit of "
                    + params.dustLimitSat() + " sat");
        }
        long obscured = CommitmentNumber.obscure(
                commitmentNumber, params.funderPaymentBasepoint(), params.fundeePaymentBasepoint());
        SingleInputTransaction transaction = new SingleInputTransaction(
                params.funding(), CommitmentNumber.sequence(obscured), outputs.size(),
                TransactionOutput.serialise(outputs.stream().map(CommitmentOutput::output).toList()),
                CommitmentNumber.lockTime(obscured));
        HtlcTransaction.Common common = new HtlcTransaction.Common(
                params.format(), spec.feeratePerKw(), Op.p2wsh(scripts.toHolder()));
        return new Commitment(params, transaction, outputs, common);
    }

    private static void check(CommitmentParams params, long commitmentNumber, CommitmentSpec spec) {
        if (commitmentNumber < 0 || commitmentNumber > CommitmentNumber.MAX) {
            throw new IllegalArgumentException("commitment number " + commitmentNumber + " does not fit 48 bits");
        }
        if (spec.totalMsat() != Math.multiplyExact(params.capacitySat(), 1000L)) {
            throw new IllegalArgumentException("balances and HTLCs are " + spec.totalMsat()
                    + " msat in a channel of " + params.capacitySat() + " sat");
        }
    }

    private List<HtlcTransaction> htlcTransactions(HtlcTransaction.Common common) {
        List<HtlcTransaction> transactions = new ArrayList<>(outputs.size());
        for (int index = 0; index < outputs.size(); index++) {
            CommitmentOutput output = outputs.get(index);
            if (output.kind() == CommitmentOutput.Kind.HTLC) {
                transactions.add(new HtlcTransaction(common, output, new OutPoint(txid, index)));
            }
        }
        return List.copyOf(transactions);
    }

    /** In internal byte order. */
    public Bytes32 txid() {
        return txid;
    }

    /** What both sides sign of the funding input (SIGHASH_ALL). */
    public Bytes32 sighash() {
        return transaction.sighash(
                FundingScript.witnessScript(params.holderFundingKey(), params.otherFundingKey()).unsafeArray(),
                params.capacitySat(), SingleInputTransaction.SIGHASH_ALL);
    }

    public Bytes unsignedTransaction() {
        return Bytes.wrap(transaction.unsigned());
    }

    /** The transaction as the holder can broadcast it; the signatures are not checked. */
    public Bytes signedTransaction(Signature holder, Signature other) {
        return Bytes.wrap(transaction.signed(FundingScript.witness(
                params.holderFundingKey(), holder, params.otherFundingKey(), other)));
    }

    /** In output order, which is the order of htlc_signature in commitment_signed. */
    public List<HtlcTransaction> htlcTransactions() {
        return htlcTransactions;
    }

    /** All outputs in order. */
    public List<CommitmentOutput> outputs() {
        return outputs;
    }

    /** The index of to_local; empty when it was below the dust limit. */
    public OptionalInt toHolderOutput() {
        return find(CommitmentOutput.Kind.TO_HOLDER);
    }

    /** The index of to_remote; empty when it was below the dust limit. */
    public OptionalInt toOtherOutput() {
        return find(CommitmentOutput.Kind.TO_OTHER);
    }

    /** The index of to_local_anchor; empty without anchors, or when nothing would need it. */
    public OptionalInt holderAnchorOutput() {
        return find(CommitmentOutput.Kind.HOLDER_ANCHOR);
    }

    /** The index of to_remote_anchor; empty without anchors, or when nothing would need it. */
    public OptionalInt otherAnchorOutput() {
        return find(CommitmentOutput.Kind.OTHER_ANCHOR);
    }

    private OptionalInt find(CommitmentOutput.Kind kind) {
        for (int index = 0; index < outputs.size(); index++) {
            if (outputs.get(index).kind() == kind) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    /** What miners get: the base fee, trimmed outputs and what was rounded away. */
    public long feeSat() {
        long sum = 0;
        for (CommitmentOutput output : outputs) {
            sum += output.output().amountSat();
        }
        return params.capacitySat() - sum;
    }
}
