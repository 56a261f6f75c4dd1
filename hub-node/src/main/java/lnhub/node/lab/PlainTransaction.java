package lnhub.node.lab;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxHash;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.transactions.DerSignature;
import lnhub.protocol.transactions.FundingScript;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/** A version-2 segwit transaction put together by hand, for what the BOLTs leave to wallets or do not know. */
final class PlainTransaction {
    /** No relative lock, but nLockTime counts. */
    static final long NO_RELATIVE_LOCK = 0xFFFFFFFDL;

    /** The witness of one input, from what signs it. */
    interface Unlock {
        List<Bytes> stack(Function<PrivateKey, Bytes> sign);
    }

    private final List<LabOutput> spent = new ArrayList<>();
    private final List<LabOutput.Form> paid = new ArrayList<>();
    private long lockTime;
    private boolean oneOfMany;

    PlainTransaction spend(LabOutput output) {
        spent.add(output);
        return this;
    }

    PlainTransaction pay(LabOutput.Form output) {
        paid.add(output);
        return this;
    }

    /** nLockTime: the block must be later than this height. */
    PlainTransaction lockedUntil(long height) {
        lockTime = height;
        return this;
    }

    PlainTransaction oneOfMany() {
        oneOfMany = true;
        return this;
    }

    /** A P2WPKH of a party's wallet. */
    static Unlock wallet(Party owner) {
        return sign -> List.of(sign.apply(owner.wallet()), Bytes.wrap(owner.wallet().publicKey().toArray()));
    }

    /** A 2-of-2, whose signatures stand in the order of the keys (BOLT 3, "Funding Transaction Output"). */
    static Unlock both(PrivateKey a, PrivateKey b) {
        boolean ordered = a.publicKey().compareTo(b.publicKey()) <= 0;
        return sign -> List.of(Bytes.EMPTY, sign.apply(ordered ? a : b), sign.apply(ordered ? b : a),
                FundingScript.witnessScript(a.publicKey(), b.publicKey()));
    }

    /** @param unlocks one for each input */
    LabTransaction signed(String name, String words, String held, List<Unlock> unlocks) {
        Transaction unsigned = new Transaction(2, inputs(), outputs(), lockTime);
        Transaction signed = unsigned;
        for (int i = 0; i < spent.size(); i++) {
            int input = i;
            List<ByteVector> stack = unlocks.get(i).stack(key -> signature(unsigned, input, key)).stream()
                    .map(item -> new ByteVector(item.toArray())).toList();
            signed = signed.updateWitness(i, new ScriptWitness(stack));
        }
        return new LabTransaction(name, words, held, Bytes.wrap(Transaction.write(signed)), spent, paid, oneOfMany);
    }

    private List<TxIn> inputs() {
        return spent.stream().map(output -> new TxIn(new OutPoint(
                new TxHash(new ByteVector32(output.outPoint().txid().toArray())), output.index()),
                NO_RELATIVE_LOCK)).toList();
    }

    private List<TxOut> outputs() {
        return paid.stream().map(form -> new TxOut(new Satoshi(form.output().amountSat()),
                form.output().scriptPubkey().toArray())).toList();
    }

    private Bytes signature(Transaction unsigned, int input, PrivateKey key) {
        Bytes32 hash = sighash(unsigned, input, spent.get(input), SigHash.SIGHASH_ALL);
        return Bytes.wrap(DerSignature.encode(Secp256k1.sign(hash, key), SigHash.SIGHASH_ALL));
    }

    /** What a signature of an input signs (BIP 143). */
    static Bytes32 sighash(Transaction transaction, int input, LabOutput spent, int sighashType) {
        return Bytes32.wrap(transaction.hashForSigning(input, scriptCode(spent).toArray(), sighashType,
                new Satoshi(spent.amountSat()), SigVersion.SIGVERSION_WITNESS_V0));
    }

    /** The witness script; of a P2WPKH the script of the P2PKH that it stands for. */
    private static Bytes scriptCode(LabOutput spent) {
        return spent.witnessScript().isEmpty()
                ? Bytes.fromHex("76a914" + spent.output().scriptPubkey().slice(2, 22) + "88ac")
                : spent.witnessScript();
    }
}
