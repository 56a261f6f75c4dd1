package lnhub.protocol.invoice;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lnhub.protocol.units.Bytes;

/** Writes an invoice's timestamp and tagged fields as words. */
final class InvoiceWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private InvoiceWriter() {
    }

    static byte[] write(Invoice invoice) {
        InvoiceWriter writer = new InvoiceWriter();
        writer.out.writeBytes(Words.ofNumber(invoice.timestamp(), Field.TIMESTAMP_WORDS));
        writer.bytes(Field.PAYMENT_SECRET, invoice.paymentSecret().unsafeArray());
        writer.bytes(Field.PAYMENT_HASH, invoice.paymentHash().unsafeArray());
        invoice.description().ifPresent(text ->
                writer.bytes(Field.DESCRIPTION, text.getBytes(StandardCharsets.UTF_8)));
        invoice.descriptionHash().ifPresent(hash -> writer.bytes(Field.DESCRIPTION_HASH, hash.unsafeArray()));
        invoice.paymentMetadata().ifPresent(data -> writer.bytes(Field.PAYMENT_METADATA, data.unsafeArray()));
        if (invoice.expirySeconds() != Invoice.DEFAULT_EXPIRY_SECONDS) {
            writer.field(Field.EXPIRY, Words.ofNumber(invoice.expirySeconds()));
        }
        // always: the default was 9 once, and old payers still assume it
        writer.field(Field.MIN_FINAL_CLTV_EXPIRY_DELTA, Words.ofNumber(invoice.minFinalCltvExpiryDelta()));
        invoice.fallbackAddresses().forEach(writer::fallback);
        invoice.routingHints().forEach(writer::hint);
        writer.features(invoice.features().bits());
        return writer.out.toByteArray();
    }

    private void field(int type, byte[] words) {
        out.write(type);
        out.writeBytes(Words.ofNumber(words.length, 2));
        out.writeBytes(words);
    }

    private void bytes(int type, byte[] bytes) {
        field(type, Words.ofBytes(bytes));
    }

    private void fallback(FallbackAddress address) {
        byte[] program = Words.ofBytes(address.program().unsafeArray());
        byte[] words = new byte[1 + program.length];
        words[0] = (byte) address.version();
        System.arraycopy(program, 0, words, 1, program.length);
        field(Field.FALLBACK_ADDRESS, words);
    }

    private void hint(RoutingHint hint) {
        ByteBuffer hops = ByteBuffer.allocate(hint.hops().size() * Field.HOP_SIZE);
        for (RoutingHint.Hop hop : hint.hops()) {
            hops.put(hop.nodeId().unsafeArray()).putLong(hop.shortChannelId().value());
            hops.putInt((int) hop.feeBaseMsat()).putInt((int) hop.feeProportionalMillionths());
            hops.putShort((short) hop.cltvExpiryDelta());
        }
        bytes(Field.ROUTING_HINT, hops.array());
    }

    /** A number of five-bit groups whose last bit is feature 0, so the filling goes in front; none when all is 0. */
    private void features(Bytes bits) {
        int size = (bits.length() * 8 + 4) / 5;
        byte[] words = new byte[size];
        for (int bit = 0; bit < bits.length() * 8; bit++) {
            if ((bits.at(bits.length() - 1 - bit / 8) >>> bit % 8 & 1) == 1) {
                words[size - 1 - bit / 5] |= (byte) (1 << bit % 5);
            }
        }
        int zeros = 0;
        while (zeros < size && words[zeros] == 0) {
            zeros++;
        }
        if (zeros < size) {
            field(Field.FEATURES, Arrays.copyOfRange(words, zeros, size));
        }
    }
}
