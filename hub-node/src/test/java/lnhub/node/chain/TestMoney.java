package lnhub.node.chain;

import fr.acinq.bitcoin.Bitcoin;
import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.PrivateKey;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.ScriptElt;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxHash;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.List;
import lnhub.actors.chain.ChainTransaction;
import lnhub.protocol.units.Bytes;

/** Coins of one well-known P2WPKH key, and transactions that spend them, made by bitcoin-kmp and not by our wallet. */
final class TestMoney {
    static final long FINAL = 0xFFFFFFFFL;
    private static final long REPLACEABLE = 0xFFFFFFFDL;
    private static final PrivateKey KEY = new PrivateKey(ByteVector32.fromValidHex("42".repeat(32)));
    static final Bytes SCRIPT = Bytes.wrap(Script.write(Script.pay2wpkh(KEY.publicKey())));
    static final String ADDRESS = Bitcoin.computeP2WpkhAddress(KEY.publicKey(), Block.RegtestGenesisBlock.hash);

    /** Nobody's. Branches are mined to it: bitcoind would make, and refuse, the very block it was told to forget. */
    static final String ELSEWHERE = Bitcoin.computeP2WpkhAddress(
            new PrivateKey(ByteVector32.fromValidHex("43".repeat(32))).publicKey(), Block.RegtestGenesisBlock.hash);

    private TestMoney() {
    }

    static TxOut pay(long amountSat) {
        return new TxOut(new Satoshi(amountSat), SCRIPT.toArray());
    }

    static TxOut pay(long amountSat, Bytes script) {
        return new TxOut(new Satoshi(amountSat), script.toArray());
    }

    /** Unsigned, spending output 0 of each parent. */
    static Transaction unsigned(long version, long lockTime, long sequence, Transaction parent, TxOut... outputs) {
        return new Transaction(version, List.of(new TxIn(new OutPoint(parent, 0), sequence)), List.of(outputs),
                lockTime);
    }

    /** Spends a parent's output 0, which belongs to the key. */
    static Transaction spend(Transaction parent, TxOut... outputs) {
        return sign(unsigned(2, 0, REPLACEABLE, parent, outputs), parent);
    }

    static Transaction sign(Transaction tx, Transaction parent) {
        return sign(tx, 0, parent);
    }

    /** Signs an input that spends a parent's output 0, which belongs to the key. */
    static Transaction sign(Transaction tx, int index, Transaction parent) {
        Satoshi amount = parent.txOut.getFirst().amount;
        byte[] signature = tx.signInput(index, Script.write(Script.pay2pkh(KEY.publicKey())), SigHash.SIGHASH_ALL,
                amount, SigVersion.SIGVERSION_WITNESS_V0, KEY);
        return tx.updateWitness(index, Script.witnessPay2wpkh(KEY.publicKey(), new ByteVector(signature)));
    }

    /** An unsigned input that spends a parent's output 0. */
    static TxIn input(Transaction parent) {
        return new TxIn(new OutPoint(parent, 0), REPLACEABLE);
    }

    static TxIn input(lnhub.protocol.transactions.OutPoint outPoint) {
        return new TxIn(new OutPoint(new TxHash(new ByteVector32(outPoint.txid().toArray())), outPoint.index()),
                REPLACEABLE);
    }

    static Transaction of(ChainTransaction tx) {
        return Transaction.read(tx.raw().toArray());
    }

    static Bytes raw(Transaction tx) {
        return Bytes.wrap(Transaction.write(tx));
    }

    static lnhub.protocol.transactions.OutPoint outPoint(Transaction tx, int index) {
        return new lnhub.protocol.transactions.OutPoint(txid(tx), index);
    }

    static lnhub.protocol.units.Bytes32 txid(Transaction tx) {
        TxHash hash = tx.hash;
        return lnhub.protocol.units.Bytes32.wrap(hash.value.toByteArray());
    }

    static Bytes script(List<? extends ScriptElt> script) {
        return Bytes.wrap(Script.write(script));
    }
}
