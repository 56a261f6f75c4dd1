package lnhub.protocol.transactions;

import lnhub.protocol.units.Bytes;

/** The scripts a closing transaction may pay to. */
public final class ShutdownScript {
    private ShutdownScript() {
    }

    /**
     * Whether a scriptpubkey has a form that shutdown and upfront_shutdown_script allow (BOLT 2, "Closing Initiation:
     * shutdown"): P2WPKH, P2WSH, or a later segwit version.
     *
     * @param anySegwit whether option_shutdown_anysegwit is negotiated
     */
    public static boolean isAcceptable(Bytes script, boolean anySegwit) {
        return isP2wpkh(script) || isP2wsh(script) || anySegwit && isLaterSegwit(script);
    }

    /**
     * Below this value an output to a script is not relayed (BOLT 3, "Dust Limits"); 0 for OP_RETURN.
     * A script of none of the listed forms gets the P2PKH value, the highest of them.
     */
    public static long dustThresholdSat(Bytes script) {
        if (isP2wpkh(script)) {
            return 294;
        }
        if (isP2wsh(script)) {
            return 330;
        }
        if (isPayToAnchor(script)) {
            return 240;
        }
        if (isLaterSegwit(script)) {
            return 354;
        }
        if (isP2sh(script)) {
            return 540;
        }
        return script.length() > 0 && script.at(0) == Op.RETURN ? 0 : 546;
    }

    private static boolean isP2wpkh(Bytes script) {
        return script.length() == 22 && script.at(0) == Op.ZERO && script.at(1) == 20;
    }

    private static boolean isP2wsh(Bytes script) {
        return script.length() == 34 && script.at(0) == Op.ZERO && script.at(1) == 32;
    }

    /** OP_1 to OP_16 and a single push of 2 to 40 bytes. */
    private static boolean isLaterSegwit(Bytes script) {
        return script.length() >= 4 && script.length() <= 42
                && script.at(0) >= Op.ONE && script.at(0) <= Op.SIXTEEN
                && script.at(1) == script.length() - 2;
    }

    private static boolean isPayToAnchor(Bytes script) {
        return script.length() == 4 && script.at(0) == Op.ONE && script.at(1) == 2
                && script.at(2) == 0x4e && script.at(3) == 0x73;
    }

    private static boolean isP2sh(Bytes script) {
        return script.length() == 23 && script.at(0) == Op.HASH160 && script.at(1) == 20 && script.at(22) == Op.EQUAL;
    }
}
