package lnhub.protocol.channel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.transactions.Commitment;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.transactions.HtlcTransaction;
import lnhub.protocol.transactions.Interpreter;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** Would bitcoin accept it? Checks with bitcoin-kmp's interpreter what a channel could publish at any moment. */
final class TransactionCheck {
    private TransactionCheck() {
    }

    static TransactionOutput fundingOutput(ChannelParams params) {
        return new TransactionOutput(params.capacitySat(), FundingScript.scriptPubkey(
                params.local().basepoints().funding(), params.remote().basepoints().funding()));
    }

    static void spendsFunding(Bytes transaction, ChannelParams params) {
        Interpreter.checkSpends(transaction, params.funding(), fundingOutput(params));
    }

    /**
     * Our current commitment spends the funding output, and the HTLC transactions that the holder could publish spend
     * its outputs.
     *
     * @param preimages those known, by hash
     */
    static void current(Commitments commitments, Signer signer, Function<Bytes32, Optional<Bytes32>> preimages) {
        long number = commitments.local().number();
        Commitment commitment = CommitmentTransactions.local(commitments, signer, number, View.LOCAL);
        spendsFunding(CommitmentTransactions.signedLocal(commitments, signer), commitments.params());
        List<HtlcTransaction> htlcs = commitment.htlcTransactions();
        List<Signature> ours = signer.signHtlcs(htlcs.stream().map(HtlcTransaction::holderSighash).toList(),
                signer.commitmentPoint(number));
        for (int i = 0; i < htlcs.size(); i++) {
            HtlcTransaction htlc = htlcs.get(i);
            Signature theirs = commitments.local().htlcSignatures().get(i);
            Optional<Bytes> signed = htlc.htlc().offeredByHolder()
                    ? Optional.of(htlc.signedTimeout(ours.get(i), theirs))
                    : signedSuccess(htlc, ours.get(i), theirs, preimages);
            signed.ifPresent(tx -> Interpreter.checkSpends(tx,
                    new OutPoint(commitment.txid(), htlc.outputIndex()),
                    commitment.outputs().get(htlc.outputIndex()).output()));
        }
    }

    private static Optional<Bytes> signedSuccess(HtlcTransaction htlc, Signature ours, Signature theirs,
            Function<Bytes32, Optional<Bytes32>> preimages) {
        return preimages.apply(htlc.htlc().paymentHash())
                .map(preimage -> htlc.signedSuccess(ours, theirs, preimage));
    }
}
