package lnhub.protocol.claims;

import fr.acinq.bitcoin.ByteVector;
import fr.acinq.bitcoin.ByteVector32;
import fr.acinq.bitcoin.Satoshi;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.ScriptWitness;
import fr.acinq.bitcoin.SigHash;
import fr.acinq.bitcoin.SigVersion;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxHash;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.transactions.DerSignature;
import lnhub.protocol.transactions.Interpreter;
import lnhub.protocol.transactions.Op;
import lnhub.protocol.transactions.OutPoint;
import lnhub.protocol.transactions.ShutdownScript;
import lnhub.protocol.transactions.TransactionOutput;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;

/**
 * A chain of unspent outputs that takes transactions by the rules of consensus (scripts, BIP 65, 68, 112 and 113) and
 * of relay (standard scripts and weight, no dust).
 */
public final class TestChain {
    /** The wallet's key, for coins that pay fees. */
    static final PrivateKey WALLET = PrivateKey.wrap(Hashes.sha256(new byte[] {9, 9}).toArray());

    private record Coin(TransactionOutput output, long height) {
    }

    private final Map<OutPoint, Coin> coins = new HashMap<>();
    private int drawn;

    /** Another one with the same outputs, which goes its own way. */
    public TestChain copy() {
        TestChain copy = new TestChain();
        copy.coins.putAll(coins);
        copy.drawn = drawn;
        return copy;
    }

    public void add(OutPoint outPoint, TransactionOutput output, long height) {
        coins.put(outPoint, new Coin(output, height));
    }

    public boolean holds(OutPoint outPoint) {
        return coins.containsKey(outPoint);
    }

    /** A confirmed coin of the wallet. */
    FeeInput coin(long amountSat) {
        OutPoint outPoint = new OutPoint(Hashes.sha256(new byte[] {(byte) ++drawn, (byte) (drawn >> 8), 77}), drawn);
        add(outPoint, new TransactionOutput(amountSat, Op.p2wpkh(WALLET.publicKey())), 1);
        return new FeeInput(outPoint, amountSat, FeeInput.P2WPKH_WITNESS_SIZE);
    }

    /** What the wallet does to a claim transaction: it signs its own coins, which have no witness yet. */
    Bytes signCoins(Bytes transaction) {
        return signCoins(transaction, WALLET, outPoint -> coins.get(outPoint).output().amountSat());
    }

    /** @param amounts of the coins of this key, in satoshi */
    public static Bytes signCoins(Bytes transaction, PrivateKey wallet, ToLongFunction<OutPoint> amounts) {
        Transaction parsed = Interpreter.parse(transaction);
        byte[] script = Bytes.fromHex("76a914"
                + Bytes.wrap(Hashes.hash160(wallet.publicKey().toArray())) + "88ac").toArray();
        for (int i = 0; i < parsed.txIn.size(); i++) {
            if (parsed.txIn.get(i).witness.stack.isEmpty()) {
                byte[] hash = parsed.hashForSigning(i, script, SigHash.SIGHASH_ALL,
                        new Satoshi(amounts.applyAsLong(outPoint(parsed.txIn.get(i)))),
                        SigVersion.SIGVERSION_WITNESS_V0);
                byte[] signature = DerSignature.encode(
                        Secp256k1.sign(Bytes32.wrap(hash), wallet), SigHash.SIGHASH_ALL);
                parsed = parsed.updateWitness(i, new ScriptWitness(List.of(new ByteVector(signature),
                        new ByteVector(wallet.publicKey().toArray()))));
            }
        }
        return Bytes.wrap(Transaction.write(parsed));
    }

    /** Puts a transaction in the block of this height. @throws RuntimeException when no node would take it */
    public ChainTransaction confirm(Bytes transaction, long height) {
        check(transaction, height);
        return apply(transaction, height);
    }

    /** The same for one that was checked before. */
    public ChainTransaction apply(Bytes transaction, long height) {
        ChainTransaction parsed = ChainTransaction.parse(transaction);
        parsed.inputs().forEach(input -> coins.remove(input.outPoint()));
        for (int index = 0; index < parsed.outputs().size(); index++) {
            ChainTransaction.Output output = parsed.outputs().get(index);
            add(parsed.outPoint(index), new TransactionOutput(output.amountSat(), output.scriptPubkey()), height);
        }
        return parsed;
    }

    /** Whether the block of this height could take it. @return the fee */
    public long check(Bytes transaction, long height) {
        Transaction parsed = Interpreter.parse(transaction);
        Map<fr.acinq.bitcoin.OutPoint, TxOut> spent = new HashMap<>();
        long sum = 0;
        boolean locked = false;
        for (TxIn input : parsed.txIn) {
            Coin coin = coins.get(outPoint(input));
            refuseIf(coin == null, "an input is spent or unknown");
            refuseIf(coin.height() > height, "an input is of a later block");
            checkRelativeLock(parsed, input, coin, height);
            locked |= input.sequence != 0xFFFFFFFFL;
            spent.put(input.outPoint, new TxOut(new Satoshi(coin.output().amountSat()),
                    coin.output().scriptPubkey().toArray()));
            sum += coin.output().amountSat();
        }
        // A commitment's lock time is a time long past (BOLT 3), which is above 500 million and below now.
        refuseIf(locked && parsed.lockTime < 500_000_000 && parsed.lockTime >= height, "nLockTime is not reached");
        for (TxOut output : parsed.txOut) {
            sum -= output.amount.toLong();
            refuseIf(output.amount.toLong() < ShutdownScript.dustThresholdSat(
                    Bytes.wrap(output.publicKeyScript.toByteArray())), "an output is dust");
        }
        refuseIf(sum < 0, "it makes money");
        refuseIf(parsed.weight() > 400_000, "it is too heavy");
        parsed.correctlySpends(spent, ScriptFlags.STANDARD_SCRIPT_VERIFY_FLAGS);
        return sum;
    }

    /** BIP 68: a sequence without bit 31 is a number of blocks (without bit 22) since the output was confirmed. */
    private static void checkRelativeLock(Transaction transaction, TxIn input, Coin coin, long height) {
        if (transaction.version >= 2 && (input.sequence & 1L << 31) == 0) {
            refuseIf((input.sequence & 1L << 22) != 0, "a relative lock in seconds");
            refuseIf(coin.height() + (input.sequence & 0xFFFF) > height, "a relative lock is not reached");
        }
    }

    private static void refuseIf(boolean refused, String why) {
        if (refused) {
            throw new IllegalStateException(why);
        }
    }

    private static OutPoint outPoint(TxIn input) {
        return new OutPoint(Bytes32.wrap(input.outPoint.hash.value.toByteArray()), (int) input.outPoint.index);
    }

    static fr.acinq.bitcoin.OutPoint kmp(OutPoint outPoint) {
        return new fr.acinq.bitcoin.OutPoint(
                new TxHash(new ByteVector32(outPoint.txid().toArray())), outPoint.index() & 0xFFFFFFFFL);
    }
}
