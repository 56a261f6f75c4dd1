package lnhub.actors.payment;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes;
import lnhub.protocol.units.Bytes32;
import lnhub.protocol.units.ShortChannelId;

/**
 * A payment that the operator wants made.
 *
 * @param requestId random, from whoever asks: the same order asked twice is one payment
 * @param amountMsat what the destination gets
 * @param minFinalCltvExpiryDelta blocks
 * @param paymentMetadata of the invoice, sent with the HTLC
 * @param paymentRequest the invoice, if there was one
 */
public record PaymentOrder(Bytes32 requestId, Bytes32 paymentHash, PublicKey destination, long amountMsat,
        int minFinalCltvExpiryDelta, Optional<Bytes32> paymentSecret, Optional<Bytes> paymentMetadata,
        List<RoutingHint> hints, Optional<String> paymentRequest, Limits limits) {
    static final int MAX_FINAL_DELTA = 2016;
    static final int MAX_HINTS = 20;

    /**
     * How far the payment may go.
     *
     * @param maxFeeMsat of one attempt; only one attempt is ever paid
     * @param maxCltvExpiryDelta blocks from now until the first HTLC expires
     * @param timeoutMs from the start; no attempt is begun after it
     * @param outgoingChannels one of these carries it; empty: any
     */
    public record Limits(long maxFeeMsat, int maxCltvExpiryDelta, long timeoutMs,
            List<ShortChannelId> outgoingChannels) {
        /** max_htlc_cltv: no node forwards what expires later (BOLT 4, "max_htlc_cltv Selection"). */
        public static final int MAX_CLTV_EXPIRY_DELTA = 2016;

        public Limits {
            outgoingChannels = List.copyOf(outgoingChannels);
            check(maxFeeMsat >= 0, "the fee limit is not negative, got " + maxFeeMsat);
            check(maxCltvExpiryDelta > 0 && maxCltvExpiryDelta <= MAX_CLTV_EXPIRY_DELTA,
                    "the expiry limit is 1 to " + MAX_CLTV_EXPIRY_DELTA + " blocks, got " + maxCltvExpiryDelta);
            check(timeoutMs > 0, "the timeout is positive, got " + timeoutMs + " ms");
        }
    }

    public PaymentOrder {
        hints = List.copyOf(hints);
        check(amountMsat > 0 && amountMsat <= Invoice.MAX_AMOUNT_MSAT,
                "the amount is 1 msat to 21 million bitcoin, got " + amountMsat + " msat");
        check(minFinalCltvExpiryDelta >= 0 && minFinalCltvExpiryDelta <= MAX_FINAL_DELTA,
                "min_final_cltv_expiry_delta is 0 to " + MAX_FINAL_DELTA + ", got " + minFinalCltvExpiryDelta);
        check(hints.size() <= MAX_HINTS, "at most " + MAX_HINTS + " routing hints, got " + hints.size());
    }

    /**
     * Pays an invoice.
     *
     * @param text the invoice as it was given to us
     * @param amountMsat only for an invoice without an amount, else 0
     * @param nowSeconds since the epoch
     * @throws IllegalArgumentException says why the invoice cannot be paid so
     */
    public static PaymentOrder of(Bytes32 requestId, Invoice invoice, String text, long amountMsat, Limits limits,
            long nowSeconds) {
        check(nowSeconds < invoice.expiresAt(), "the invoice expired at " + invoice.expiresAt()
                + " (seconds since the epoch)");
        check(invoice.amountMsat().isPresent() || amountMsat > 0, "the invoice has no amount, so one must be given");
        check(invoice.amountMsat().isEmpty() || amountMsat == 0 || amountMsat == invoice.amountMsat().getAsLong(),
                "the invoice is for " + invoice.amountMsat() + " msat, so no other amount can be given");
        check(invoice.minFinalCltvExpiryDelta() <= MAX_FINAL_DELTA,
                "the invoice asks for a min_final_cltv_expiry_delta of " + invoice.minFinalCltvExpiryDelta());
        // Hints are advice from a stranger: as many as are any use.
        List<RoutingHint> hints = invoice.routingHints().stream().limit(MAX_HINTS).toList();
        return new PaymentOrder(requestId, invoice.paymentHash(), invoice.payee(),
                invoice.amountMsat().orElse(amountMsat), (int) invoice.minFinalCltvExpiryDelta(),
                Optional.of(invoice.paymentSecret()), invoice.paymentMetadata(), hints,
                Optional.of(text), limits);
    }

    /** Without the payment secret. */
    @Override
    public String toString() {
        return "PaymentOrder(" + paymentHash + ", " + amountMsat + " msat to " + destination + ")";
    }

    private static void check(boolean allowed, String message) {
        if (!allowed) {
            throw new IllegalArgumentException(message);
        }
    }
}
