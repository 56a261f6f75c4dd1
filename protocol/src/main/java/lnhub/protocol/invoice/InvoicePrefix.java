package lnhub.protocol.invoice;

import java.math.BigInteger;
import java.util.OptionalLong;

/** The human-readable part: "ln", the network, an optional amount (BOLT 11, "Human-Readable Part"). */
record InvoicePrefix(InvoiceNetwork network, OptionalLong amountMsat) {
    private static final String MULTIPLIERS = "munp";
    private static final long MSAT_PER_BITCOIN = 100_000_000_000L;
    /** 21 million bitcoin in picobitcoin have 20 digits. */
    private static final int MAX_DIGITS = 20;

    String text() {
        return "ln" + network.prefix() + (amountMsat.isPresent() ? amount(amountMsat.getAsLong()) : "");
    }

    /** The shortest form: the largest unit that leaves no fraction. */
    private static String amount(long msat) {
        long unit = MSAT_PER_BITCOIN;
        if (msat % unit == 0) {
            return Long.toString(msat / unit);
        }
        for (char multiplier : new char[] {'m', 'u', 'n'}) {
            unit /= 1000;
            if (msat % unit == 0) {
                return Long.toString(msat / unit) + multiplier;
            }
        }
        return msat + "0p";
    }

    static InvoicePrefix parse(String text) throws MalformedInvoice {
        if (!text.startsWith("ln")) {
            throw new MalformedInvoice("does not start with ln");
        }
        int amountAt = 2;
        while (amountAt < text.length() && !isDigit(text.charAt(amountAt))) {
            amountAt++;
        }
        String prefix = text.substring(2, amountAt);
        InvoiceNetwork network = InvoiceNetwork.ofPrefix(prefix)
                .orElseThrow(() -> new MalformedInvoice("no known network: " + prefix));
        String amount = text.substring(amountAt);
        return new InvoicePrefix(network, amount.isEmpty() ? OptionalLong.empty() : OptionalLong.of(msat(amount)));
    }

    private static long msat(String amount) throws MalformedInvoice {
        int digits = 0;
        while (digits < amount.length() && isDigit(amount.charAt(digits))) {
            digits++;
        }
        int thousands = digits == amount.length() ? 0 : 1 + MULTIPLIERS.indexOf(amount.charAt(digits));
        if (amount.length() - digits > 1 || digits < amount.length() && thousands == 0) {
            throw new MalformedInvoice("an amount is digits and at most one of m, u, n, p: " + amount);
        }
        if (digits > MAX_DIGITS || amount.charAt(0) == '0') {
            throw new MalformedInvoice("an amount has 1 to 20 digits and no leading zero: " + amount);
        }
        BigInteger[] msat = new BigInteger(amount.substring(0, digits))
                .multiply(BigInteger.valueOf(MSAT_PER_BITCOIN))
                .divideAndRemainder(BigInteger.TEN.pow(3 * thousands));
        if (msat[1].signum() != 0) {
            throw new MalformedInvoice("an amount in pico ends in 0, since there is no part of a msat: " + amount);
        }
        if (msat[0].compareTo(BigInteger.valueOf(Invoice.MAX_AMOUNT_MSAT)) > 0) {
            throw new MalformedInvoice("more than 21 million bitcoin: " + amount);
        }
        return msat[0].longValueExact();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
