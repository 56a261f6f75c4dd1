package lnhub.node.chain;

import static lnhub.node.chain.RejectedTransaction.because;
import static lnhub.node.chain.RejectedTransaction.require;

import fr.acinq.bitcoin.Block;
import fr.acinq.bitcoin.MerkleTree;
import fr.acinq.bitcoin.OutPoint;
import fr.acinq.bitcoin.ScriptFlags;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bitcoin's consensus as regtest has it: every soft fork up to taproot is active from the first block. Scripts are run
 * by bitcoin-kmp's interpreter. Not counted are signature operations (the 80,000 of a block).
 */
final class ConsensusRules {
    static final long MAX_MONEY_SAT = 21_000_000L * 100_000_000L;
    static final int COINBASE_MATURITY = 100;
    static final int MAX_BLOCK_WEIGHT = 4_000_000;
    /** regtest's own; on mainnet it is 210,000. */
    static final int HALVING_INTERVAL = 150;
    static final int SCRIPT_FLAGS = ScriptFlags.SCRIPT_VERIFY_P2SH | ScriptFlags.SCRIPT_VERIFY_DERSIG
            | ScriptFlags.SCRIPT_VERIFY_CHECKLOCKTIMEVERIFY | ScriptFlags.SCRIPT_VERIFY_CHECKSEQUENCEVERIFY
            | ScriptFlags.SCRIPT_VERIFY_WITNESS | ScriptFlags.SCRIPT_VERIFY_NULLDUMMY
            | ScriptFlags.SCRIPT_VERIFY_TAPROOT;

    private ConsensusRules() {
    }

    static long subsidySat(int height) {
        int halvings = height / HALVING_INTERVAL;
        return halvings >= 64 ? 0 : (50L * 100_000_000L) >> halvings;
    }

    /** What needs no context: the transaction's form and amounts. */
    static void checkForm(Transaction tx) {
        require(!tx.txIn.isEmpty(), "bad-txns-vin-empty");
        require(!tx.txOut.isEmpty(), "bad-txns-vout-empty");
        require(tx.baseSize() * 4 <= MAX_BLOCK_WEIGHT, "bad-txns-oversize");
        long totalSat = 0;
        for (TxOut output : tx.txOut) {
            long amountSat = output.amount.toLong();
            require(amountSat >= 0, "bad-txns-vout-negative");
            require(amountSat <= MAX_MONEY_SAT, "bad-txns-vout-toolarge");
            totalSat += amountSat;
            require(totalSat <= MAX_MONEY_SAT, "bad-txns-txouttotal-toolarge");
        }
        Set<OutPoint> spends = new HashSet<>();
        for (TxIn input : tx.txIn) {
            require(spends.add(input.outPoint), "bad-txns-inputs-duplicate");
            require(tx.isCoinbase() || !input.outPoint.isNull(), "bad-txns-prevout-null");
        }
        if (tx.isCoinbase()) {
            int length = tx.txIn.getFirst().signatureScript.size();
            require(length >= 2 && length <= 100, "bad-cb-length");
        }
    }

    /**
     * What a transaction that spends must keep to: form, finality, inputs, amounts, relative locks, scripts.
     *
     * @return its fee in satoshi
     */
    static long checkSpending(Transaction tx, CoinView view, SpendContext context, int scriptFlags) {
        checkForm(tx);
        require(!tx.isCoinbase(), "coinbase");
        require(isFinal(tx, context), "non-final");
        Map<OutPoint, Coin> spent = spentCoins(tx, view);
        long feeSat = checkAmounts(tx, spent, context.height());
        checkRelativeLocks(tx, spent, context);
        checkScripts(tx, spent, scriptFlags);
        return feeSat;
    }

    static Map<OutPoint, Coin> spentCoins(Transaction tx, CoinView view) {
        Map<OutPoint, Coin> spent = new HashMap<>();
        for (TxIn input : tx.txIn) {
            spent.put(input.outPoint, view.coin(input.outPoint).orElseThrow(RejectedTransaction::missingInputs));
        }
        return spent;
    }

    /** nLockTime, compared with the median time past where it is a time (BIP 113). */
    static boolean isFinal(Transaction tx, SpendContext context) {
        long reached = tx.lockTime < Transaction.LOCKTIME_THRESHOLD ? context.height() : context.medianTimePast();
        return tx.lockTime == 0 || tx.lockTime < reached || tx.txIn.stream().allMatch(TxIn::isFinal);
    }

    private static long checkAmounts(Transaction tx, Map<OutPoint, Coin> spent, int height) {
        long inSat = 0;
        for (Coin coin : spent.values()) {
            require(!coin.coinbase() || height - coin.height() >= COINBASE_MATURITY,
                    "bad-txns-premature-spend-of-coinbase");
            inSat += coin.output().amount.toLong();
            require(inSat <= MAX_MONEY_SAT, "bad-txns-inputvalues-outofrange");
        }
        long outSat = tx.txOut.stream().mapToLong(output -> output.amount.toLong()).sum();
        require(inSat >= outSat, "bad-txns-in-belowout");
        return inSat - outSat;
    }

    /** BIP 68: an input's sequence can ask for its coin to have reached an age, in blocks or in units of 512 s. */
    private static void checkRelativeLocks(Transaction tx, Map<OutPoint, Coin> spent, SpendContext context) {
        if (tx.version < 2) {
            return;
        }
        for (TxIn input : tx.txIn) {
            if ((input.sequence & TxIn.SEQUENCE_LOCKTIME_DISABLE_FLAG) != 0) {
                continue;
            }
            int coinHeight = spent.get(input.outPoint).height();
            long value = input.sequence & TxIn.SEQUENCE_LOCKTIME_MASK;
            boolean passed;
            if ((input.sequence & TxIn.SEQUENCE_LOCKTIME_TYPE_FLAG) != 0) {
                long coinTime = context.medianTimePastAt().applyAsLong(Math.max(coinHeight - 1, 0));
                passed = coinTime + (value << TxIn.SEQUENCE_LOCKTIME_GRANULARITY) <= context.medianTimePast();
            } else {
                passed = coinHeight + value <= context.height();
            }
            require(passed, "non-BIP68-final");
        }
    }

    private static void checkScripts(Transaction tx, Map<OutPoint, Coin> spent, int flags) {
        Map<OutPoint, TxOut> outputs = new HashMap<>();
        spent.forEach((outPoint, coin) -> outputs.put(outPoint, coin.output()));
        try {
            tx.correctlySpends(outputs, flags);
        } catch (RuntimeException failed) {
            throw because("mandatory-script-verify-flag-failed (" + failed.getMessage() + ")");
        }
    }

    static void checkReward(Transaction coinbase, int height, long feesSat) {
        long paidSat = coinbase.txOut.stream().mapToLong(output -> output.amount.toLong()).sum();
        require(paidSat <= subsidySat(height) + feesSat, "bad-cb-amount");
    }

    /** A block's header, merkle root, coinbase and weight; its transactions are checked when it is connected. */
    static void checkBlock(Block block, BlockTree.Node parent) {
        require(block.header.bits == BlockAssembler.REGTEST_BITS, "bad-diffbits");
        require(block.header.checkProofOfWork(), "high-hash");
        require(block.header.time > parent.medianTimePast(), "time-too-old");
        require(!block.tx.isEmpty() && block.tx.getFirst().isCoinbase(), "bad-cb-missing");
        require(block.tx.stream().skip(1).noneMatch(tx -> tx.isCoinbase()), "bad-cb-multiple");
        var root = MerkleTree.computeRoot(block.tx.stream().map(tx -> tx.hash.value).toList());
        require(root.equals(block.header.hashMerkleRoot), "bad-txnmrklroot");
        int weight = 80 * 4 + 12 + block.tx.stream().mapToInt(tx -> tx.weight()).sum();
        require(weight <= MAX_BLOCK_WEIGHT, "bad-blk-weight");
        checkForm(block.tx.getFirst());
        BlockAssembler.checkCoinbase(block, parent.height() + 1);
    }
}
