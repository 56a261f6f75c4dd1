package lnhub.protocol.transactions;

import java.util.List;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * The HTLC-timeout or HTLC-success transaction of one HTLC output, with which the holder of a commitment claims it
 * (BOLT 3, "HTLC-Timeout and HTLC-Success Transactions"): timeout if the holder offered the HTLC, success if it
 * received it.
 */
public final class HtlcTransaction {
    /** What the HTLC transactions of one commitment share. @param scriptPubkey what all of them pay to */
    record Common(CommitmentFormat format, int feeratePerKw, Bytes scriptPubkey) {
    }

    private final CommitmentFormat format;
    private final CommitmentHtlc htlc;
    private final CommitmentOutput spent;
    private final long amountSat;
    private final SingleInputTransaction transaction;

    HtlcTransaction(Common common, CommitmentOutput spent, OutPoint input) {
        this.format = common.format();
        this.htlc = spent.htlc().orElseThrow();
        this.spent = spent;
        this.amountSat = spent.output().amountSat()
                - Trimming.htlcTxFeeSat(format, htlc.offeredByHolder(), common.feeratePerKw());
        byte[] outputs = TransactionOutput.serialise(
                List.of(new TransactionOutput(amountSat, common.scriptPubkey())));
        int lockTime = htlc.offeredByHolder() ? (int) htlc.cltvExpiry() : 0;
        this.transaction = new SingleInputTransaction(input, format.htlcSequence(), 1, outputs, lockTime);
    }

    public CommitmentHtlc htlc() {
        return htlc;
    }

    /** Which output of the commitment this spends. */
    public int outputIndex() {
        return transaction.input().index();
    }

    /** The value of the transaction's only output. */
    public long amountSat() {
        return amountSat;
    }

    /** The witness script of the commitment output this spends. */
    public Bytes witnessScript() {
        return spent.witnessScript();
    }

    /**
     * What the counterparty signs in htlc_signature: SIGHASH_ALL, or with anchors SIGHASH_SINGLE|ANYONECANPAY, so that
     * the holder can add inputs that pay the fee.
     */
    public Bytes32 otherSighash() {
        return sighash(format.otherHtlcSighashType());
    }

    /** What the holder signs (SIGHASH_ALL) of this transaction as it is, without added inputs. */
    public Bytes32 holderSighash() {
        return sighash(SingleInputTransaction.SIGHASH_ALL);
    }

    private Bytes32 sighash(int type) {
        return transaction.sighash(spent.witnessScript().unsafeArray(), spent.output().amountSat(), type);
    }

    /** In internal byte order. */
    public Bytes32 txid() {
        return transaction.txid();
    }

    public Bytes unsignedTransaction() {
        return Bytes.wrap(transaction.unsigned());
    }

    /**
     * @throws IllegalStateException when the holder offered this HTLC
     * @throws IllegalArgumentException when the preimage is not the payment hash's
     */
    public Bytes signedSuccess(Signature holder, Signature other, Bytes32 preimage) {
        if (htlc.offeredByHolder()) {
            throw new IllegalStateException("an offered HTLC times out; its preimage is the counterparty's to use");
        }
        if (!Hashes.sha256(preimage.unsafeArray()).equals(htlc.paymentHash())) {
            throw new IllegalArgumentException("the preimage does not hash to " + htlc.paymentHash());
        }
        return signed(holder, other, preimage.unsafeArray());
    }

    /** @throws IllegalStateException when the holder received this HTLC */
    public Bytes signedTimeout(Signature holder, Signature other) {
        if (!htlc.offeredByHolder()) {
            throw new IllegalStateException("a received HTLC times out to the counterparty");
        }
        return signed(holder, other, SingleInputTransaction.EMPTY);
    }

    private Bytes signed(Signature holder, Signature other, byte[] preimage) {
        return Bytes.wrap(transaction.signed(
                SingleInputTransaction.EMPTY,
                DerSignature.encode(other, format.otherHtlcSighashType()),
                DerSignature.encode(holder, SingleInputTransaction.SIGHASH_ALL),
                preimage,
                spent.witnessScript().unsafeArray()));
    }
}
