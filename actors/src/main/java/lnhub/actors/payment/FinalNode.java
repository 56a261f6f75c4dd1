package lnhub.actors.payment;

import java.util.Optional;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.onion.FailureMessage;
import lnhub.protocol.onion.HopPayload;

/**
 * What a final node must refuse (BOLT 4, "Failure Messages" and "Basic Multi-Part Payments"). We do not offer
 * basic_mpp: one HTLC pays an invoice, or nothing does.
 */
final class FinalNode {
    private FinalNode() {
    }

    /**
     * What the node before us did wrong. Checked before anything else and whether we know the payment hash or not, so
     * that the answer says nothing about that, and blames neither the payer nor us.
     */
    static Optional<FailureMessage> tampered(Effect.Deliver delivery) {
        HopPayload.Final payload = delivery.payload();
        if (delivery.cltvExpiry() < payload.outgoingCltv()) {
            return Optional.of(new FailureMessage.FinalIncorrectCltvExpiry(delivery.cltvExpiry()));
        }
        if (delivery.amountMsat() < payload.amountMsat()) {
            return Optional.of(new FailureMessage.FinalIncorrectHtlcAmount(delivery.amountMsat()));
        }
        return Optional.empty();
    }

    /** All that is wrong with the payment itself has one code, or payers could probe for what is right. */
    static FailureMessage unknownDetails(Effect.Deliver delivery, int blockHeight) {
        return new FailureMessage.IncorrectOrUnknownPaymentDetails(delivery.amountMsat(), blockHeight);
    }

    /** Whether the HTLC never could pay this invoice, whenever it is looked at. */
    static boolean mismatches(StoredInvoice invoice, HopPayload.Final payload) {
        boolean secret = payload.paymentSecret().map(invoice::hasSecret).orElse(false);
        // "Amount paid" is total_msat; without basic_mpp it must be what this one HTLC brings.
        return !secret || payload.totalMsat() != payload.amountMsat()
                || isWrong(invoice, payload.totalMsat());
    }

    private static boolean isWrong(StoredInvoice invoice, long totalMsat) {
        if (invoice.amountMsat().isEmpty()) {
            return totalMsat <= 0;
        }
        long expected = invoice.amountMsat().getAsLong();
        return totalMsat < expected || totalMsat - expected > expected;
    }

    /** Whether it is too late: for the invoice, or to claim the HTLC on chain if its channel must be closed. */
    static boolean isLate(StoredInvoice invoice, Effect.Deliver delivery, int blockHeight, long nowMs) {
        return invoice.isExpired(nowMs)
                || delivery.cltvExpiry() < (long) blockHeight + invoice.minFinalCltvExpiryDelta();
    }
}
