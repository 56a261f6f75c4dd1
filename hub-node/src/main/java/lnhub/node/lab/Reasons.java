package lnhub.node.lab;

/** Why the chain refused, first in words and then in bitcoind's. */
final class Reasons {
    private Reasons() {
    }

    static String words(String reason) {
        return meaning(reason) + " [" + reason + "]";
    }

    private static String meaning(String reason) {
        if (reason.equals("non-final")) {
            return "its nLockTime is not reached";
        }
        if (reason.equals("non-BIP68-final")) {
            return "its relative lock (OP_CHECKSEQUENCEVERIFY) is not over";
        }
        if (reason.equals("bad-txns-inputs-missingorspent")) {
            return "what it spends is spent already, or was never there";
        }
        if (reason.startsWith("mandatory-script-verify-flag-failed")) {
            return "the script says no";
        }
        if (reason.startsWith("insufficient fee")) {
            return "another transaction that spends the same is in the mempools and pays as much";
        }
        return "a rule forbids it";
    }
}
