package lnhub.protocol.invoice;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.wire.Features;

/**
 * A payment request (BOLT 11).
 *
 * @param amountMsat empty when the payer chooses
 * @param timestamp seconds since the epoch, 35 bits
 * @param description at most 639 bytes of UTF-8; exactly one of this and {@code descriptionHash} is there.
 *        It comes from a stranger: escape it before it is shown
 * @param descriptionHash SHA-256 of a description that travels otherwise
 * @param expirySeconds from the timestamp on
 * @param minFinalCltvExpiryDelta blocks, unsigned 32-bit
 * @param fallbackAddresses most preferred first; unknown versions are left out
 * @param paymentMetadata to be sent with each HTLC; at most 639 bytes
 * @param payee the node that signed
 */
public record Invoice(
        InvoiceNetwork network,
        OptionalLong amountMsat,
        long timestamp,
        Bytes32 paymentHash,
        Bytes32 paymentSecret,
        Optional<String> description,
        Optional<Bytes32> descriptionHash,
        long expirySeconds,
        long minFinalCltvExpiryDelta,
        List<FallbackAddress> fallbackAddresses,
        List<RoutingHint> routingHints,
        Features features,
        Optional<Bytes> paymentMetadata,
        PublicKey payee) {

    public static final long DEFAULT_EXPIRY_SECONDS = 3600;
    public static final long DEFAULT_MIN_FINAL_CLTV_EXPIRY_DELTA = 18;
    /** 21 million bitcoin */
    public static final long MAX_AMOUNT_MSAT = 2_100_000_000_000_000_000L;
    /** What a tagged field's 1023 five-bit groups hold. */
    static final int MAX_FIELD_SIZE = 639;
    /** Far beyond any use, and small enough that timestamp plus expiry never overflows. */
    static final long MAX_EXPIRY_SECONDS = (1L << 60) - 1;

    public Invoice {
        fallbackAddresses = List.copyOf(fallbackAddresses);
        routingHints = List.copyOf(routingHints);
        if (amountMsat.isPresent() && (amountMsat.getAsLong() <= 0 || amountMsat.getAsLong() > MAX_AMOUNT_MSAT)) {
            throw new IllegalArgumentException("amount outside 1 msat to 21 million bitcoin: " + amountMsat);
        }
        if (timestamp >>> 35 != 0) {
            throw new IllegalArgumentException("a timestamp has 35 bits, got " + timestamp);
        }
        if (expirySeconds < 0 || expirySeconds > MAX_EXPIRY_SECONDS || minFinalCltvExpiryDelta >>> 32 != 0) {
            throw new IllegalArgumentException("expiry (60 bits) or min_final_cltv_expiry_delta (32 bits) too large");
        }
        if (description.isPresent() == descriptionHash.isPresent()) {
            throw new IllegalArgumentException("an invoice has either a description or a description hash");
        }
        checkSize("description", description.map(text -> text.getBytes(StandardCharsets.UTF_8).length).orElse(0));
        checkSize("payment metadata", paymentMetadata.map(Bytes::length).orElse(0));
        checkSize("features", features.bits().length());
    }

    /** The first second at which it must not be paid or accepted any more, since the epoch. */
    public long expiresAt() {
        return timestamp + expirySeconds;
    }

    /** Without the payment secret, which only the payer may know. */
    @Override
    public String toString() {
        return "Invoice(" + network.prefix() + ", amountMsat=" + amountMsat + ", paymentHash=" + paymentHash
                + ", payee=" + payee + ")";
    }

    private static void checkSize(String what, int size) {
        if (size > MAX_FIELD_SIZE) {
            throw new IllegalArgumentException(what + " takes " + size + " bytes, at most 639 fit");
        }
    }
}
