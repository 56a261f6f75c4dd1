package lnhub.node.chain;

import static lnhub.node.chain.RejectedTransaction.because;
import static lnhub.node.chain.RejectedTransaction.require;

import fr.acinq.bitcoin.Script;
import fr.acinq.bitcoin.Transaction;
import fr.acinq.bitcoin.TxIn;
import fr.acinq.bitcoin.TxOut;

/**
 * What a mempool with Bitcoin Core's default settings relays. Left out: version 3 (BIP 431) and ephemeral dust, which
 * are refused, bare multisig, which is refused too, and the limits on signature operations and witness stack items.
 */
final class StandardRules {
    static final int MAX_WEIGHT = 400_000;
    static final int MIN_NON_WITNESS_SIZE = 65;
    static final int MAX_SCRIPT_SIG = 1_650;
    static final int MAX_DATA_SCRIPT = 83;
    /** DEFAULT_MIN_RELAY_TX_FEE and DEFAULT_INCREMENTAL_RELAY_FEE, in satoshi per 1000 virtual bytes. */
    static final long RELAY_SAT_PER_KVB = 1_000;
    private static final long DUST_SAT_PER_VB = 3;

    private StandardRules() {
    }

    static void check(Transaction tx) {
        require(tx.version == 1 || tx.version == 2, "version");
        require(tx.weight() <= MAX_WEIGHT, "tx-size");
        require(tx.baseSize() >= MIN_NON_WITNESS_SIZE, "tx-size-small");
        for (TxIn input : tx.txIn) {
            require(input.signatureScript.size() <= MAX_SCRIPT_SIG, "scriptsig-size");
            require(isPushOnly(input), "scriptsig-not-pushonly");
        }
        int dataOutputs = 0;
        for (TxOut output : tx.txOut) {
            byte[] script = output.publicKeyScript.toByteArray();
            if (isData(script)) {
                dataOutputs++;
            } else {
                require(isStandard(script), "scriptpubkey");
                require(output.amount.toLong() >= dustLimitSat(output), "dust");
            }
        }
        require(dataOutputs <= 1, "multi-op-return");
    }

    private static boolean isPushOnly(TxIn input) {
        try {
            return Script.isPushOnly(Script.parse(input.signatureScript));
        } catch (RuntimeException notAScript) {
            return false;
        }
    }

    private static boolean isData(byte[] script) {
        if (script.length == 0 || script[0] != 0x6a) {
            return false;
        }
        if (script.length > MAX_DATA_SCRIPT) {
            throw because("scriptpubkey");
        }
        return true;
    }

    private static boolean isStandard(byte[] script) {
        return isWitnessProgram(script) || Script.isPay2pkh(script) || Script.isPay2sh(script) || isPay2pk(script);
    }

    private static boolean isPay2pk(byte[] script) {
        return (script.length == 35 && script[0] == 33 || script.length == 67 && script[0] == 65)
                && script[script.length - 1] == (byte) 0xac;
    }

    /** BIP 141: a version opcode and one push of 2 to 40 bytes; version 0 only with 20 or 32 bytes. */
    static boolean isWitnessProgram(byte[] script) {
        if (script.length < 4 || script.length > 42 || script[1] != script.length - 2) {
            return false;
        }
        return script[0] == 0 ? script.length == 22 || script.length == 34 : script[0] >= 0x51 && script[0] <= 0x60;
    }

    /** Below this, spending the output would cost more than a third of it at the minimum fee rate. */
    static long dustLimitSat(TxOut output) {
        boolean witness = isWitnessProgram(output.publicKeyScript.toByteArray());
        int spendingSize = 32 + 4 + 1 + 107 / (witness ? 4 : 1) + 4;
        return DUST_SAT_PER_VB * (output.totalSize() + spendingSize);
    }

    /** The fee at a rate, rounded up. */
    static long feeSat(int virtualSize, long satPerKvb) {
        return Math.ceilDiv(virtualSize * satPerKvb, 1_000L);
    }

    static int virtualSize(Transaction tx) {
        return (tx.weight() + 3) / 4;
    }
}
