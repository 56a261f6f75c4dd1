package lnhub.protocol.invoice;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lnhub.protocol.crypto.Hashes;
import lnhub.protocol.crypto.PrivateKey;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.crypto.Secp256k1;
import lnhub.protocol.crypto.Signature;
import lnhub.protocol.units.Bytes32;

/** Invoices as text (BOLT 11). */
public final class InvoiceCodec {

    private InvoiceCodec() {
    }

    /**
     * The signed text, in lower case.
     *
     * @param nodeKey the payee's
     * @throws IllegalArgumentException when the key is not the payee's, or the text would exceed 7089 characters
     */
    public static String encode(Invoice invoice, PrivateKey nodeKey) {
        if (!invoice.payee().equals(nodeKey.publicKey())) {
            throw new IllegalArgumentException("the key is not that of the payee " + invoice.payee());
        }
        String prefix = new InvoicePrefix(invoice.network(), invoice.amountMsat()).text();
        return sign(prefix, InvoiceWriter.write(invoice), nodeKey);
    }

    /** @param data timestamp and tagged fields, as words */
    static String sign(String prefix, byte[] data, PrivateKey nodeKey) {
        Bytes32 hash = signedHash(prefix, data);
        Signature signature = Secp256k1.sign(hash, nodeKey);
        byte[] signed = Arrays.copyOf(signature.unsafeArray(), Signature.SIZE + 1);
        signed[Signature.SIZE] = (byte) recoveryId(hash, signature, nodeKey.publicKey());
        byte[] words = Arrays.copyOf(data, data.length + Field.SIGNATURE_WORDS);
        System.arraycopy(Words.ofBytes(signed), 0, words, data.length, Field.SIGNATURE_WORDS);
        String text = new Bech32(prefix, words).encode();
        if (text.length() > Bech32.MAX_LENGTH) {
            throw new IllegalArgumentException("an invoice has at most " + Bech32.MAX_LENGTH + " characters, got "
                    + text.length());
        }
        return text;
    }

    /**
     * Reads an invoice and checks its signature.
     *
     * @param text in either case, without a URI scheme
     * @throws MalformedInvoice when BOLT 11 says that it must not be paid. Whether it has expired is not checked
     */
    public static Invoice decode(String text) throws MalformedInvoice {
        Bech32 bech32 = Bech32.decode(text);
        InvoicePrefix prefix = InvoicePrefix.parse(bech32.humanReadablePart());
        byte[] words = bech32.words();
        int dataSize = words.length - Field.SIGNATURE_WORDS;
        if (dataSize < Field.TIMESTAMP_WORDS) {
            throw new MalformedInvoice("too short for a timestamp and a signature");
        }
        byte[] data = Arrays.copyOf(words, dataSize);
        byte[] signed = Words.toBytes(words, dataSize, words.length);
        return new InvoiceReader(data).read(prefix, signedHash(bech32.humanReadablePart(), data), signed);
    }

    /** SHA-256 of the prefix's text and the data's bits, filled up to a byte (BOLT 11, "Data Part"). */
    private static Bytes32 signedHash(String prefix, byte[] data) {
        return Hashes.sha256(prefix.getBytes(StandardCharsets.US_ASCII), Words.toPaddedBytes(data));
    }

    private static int recoveryId(Bytes32 hash, Signature signature, PublicKey signer) {
        for (int id = 0; id < 3; id++) {
            if (recovers(hash, signature, id, signer)) {
                return id;
            }
        }
        return 3;
    }

    private static boolean recovers(Bytes32 hash, Signature signature, int id, PublicKey signer) {
        try {
            return Secp256k1.recover(hash, signature, id).equals(signer);
        } catch (IllegalArgumentException noSuchPoint) {
            return false;
        }
    }
}
