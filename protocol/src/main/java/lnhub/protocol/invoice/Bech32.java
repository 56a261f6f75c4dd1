package lnhub.protocol.invoice;

import java.util.Arrays;
import java.util.Locale;

/**
 * BIP 173's text form: a human-readable part, "1", five-bit words, a checksum. Without its limit of 90 characters,
 * which BOLT 11 lifts and the libraries' decoders enforce.
 */
record Bech32(String humanReadablePart, byte[] words) {
    /** The most characters that any QR code holds; an invoice that is longer is not one anybody scanned or sent. */
    static final int MAX_LENGTH = 7089;

    private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int CHECKSUM_SIZE = 6;
    private static final int[] GENERATOR = {0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3};
    private static final byte[] WORD_OF = new byte[128];

    static {
        Arrays.fill(WORD_OF, (byte) -1);
        for (int i = 0; i < CHARSET.length(); i++) {
            WORD_OF[CHARSET.charAt(i)] = (byte) i;
        }
    }

    static Bech32 decode(String text) throws MalformedInvoice {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedInvoice(text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        checkCharacters(text);
        String lower = text.toLowerCase(Locale.ROOT);
        int separator = lower.lastIndexOf('1');
        if (separator < 1 || separator + 1 + CHECKSUM_SIZE > lower.length()) {
            throw new MalformedInvoice("no human-readable part, separator and checksum");
        }
        String part = lower.substring(0, separator);
        byte[] words = words(lower, separator + 1);
        if (checksum(part, words) != 1) {
            throw new MalformedInvoice("the checksum does not fit");
        }
        return new Bech32(part, Arrays.copyOf(words, words.length - CHECKSUM_SIZE));
    }

    String encode() {
        byte[] checked = Arrays.copyOf(words, words.length + CHECKSUM_SIZE);
        int checksum = checksum(humanReadablePart, checked) ^ 1;
        StringBuilder text = new StringBuilder(humanReadablePart).append('1');
        for (int i = 0; i < CHECKSUM_SIZE; i++) {
            checked[words.length + i] = (byte) (checksum >>> 5 * (CHECKSUM_SIZE - 1 - i) & 31);
        }
        for (byte word : checked) {
            text.append(CHARSET.charAt(word));
        }
        return text.toString();
    }

    private static void checkCharacters(String text) throws MalformedInvoice {
        boolean upper = false;
        boolean lower = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 33 || c > 126) {
                throw new MalformedInvoice("character " + i + " is not printable ASCII");
            }
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
        }
        if (upper && lower) {
            throw new MalformedInvoice("upper and lower case are mixed");
        }
    }

    private static byte[] words(String text, int from) throws MalformedInvoice {
        byte[] words = new byte[text.length() - from];
        for (int i = 0; i < words.length; i++) {
            words[i] = WORD_OF[text.charAt(from + i)];
            if (words[i] < 0) {
                throw new MalformedInvoice("character " + (from + i) + " is not in bech32's alphabet");
            }
        }
        return words;
    }

    private static int checksum(String part, byte[] words) {
        int sum = 1;
        for (int i = 0; i < part.length(); i++) {
            sum = step(sum, part.charAt(i) >>> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < part.length(); i++) {
            sum = step(sum, part.charAt(i) & 31);
        }
        for (byte word : words) {
            sum = step(sum, word);
        }
        return sum;
    }

    private static int step(int sum, int word) {
        int next = (sum & 0x1FFFFFF) << 5 ^ word;
        for (int i = 0; i < GENERATOR.length; i++) {
            next ^= (sum >>> 25 + i & 1) == 0 ? 0 : GENERATOR[i];
        }
        return next;
    }
}
