package lnhub.actors.payment;

import java.util.Optional;

/**
 * An invoice as its owner sees it.
 *
 * @param paidMsat what came, 0 until settled
 * @param settledAtMs milliseconds since the epoch
 */
public record InvoiceView(StoredInvoice invoice, long paidMsat, Optional<Long> settledAtMs) {
}
