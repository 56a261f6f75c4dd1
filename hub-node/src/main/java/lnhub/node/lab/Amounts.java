package lnhub.node.lab;

import java.util.Locale;

/** Amounts as they are told. */
final class Amounts {
    private Amounts() {
    }

    static String sat(long amountSat) {
        return plain(amountSat) + " sat";
    }

    static String plain(long amount) {
        return String.format(Locale.ROOT, "%,d", amount);
    }

    static String blocks(long count) {
        return count == 1 ? "1 block" : count + " blocks";
    }
}
