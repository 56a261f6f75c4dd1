package lnhub.actors.payment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lnhub.actors.payment.InvoiceEvent.HtlcRefused;
import lnhub.actors.payment.InvoiceEvent.InvoiceAdded;
import lnhub.actors.payment.InvoiceEvent.InvoiceSettled;
import lnhub.protocol.units.Bytes;

/**
 * An invoice so far.
 *
 * @param invoice empty: nobody has made one for this payment hash
 * @param refused the recorded refusals
 */
record InvoiceState(Optional<StoredInvoice> invoice, Map<HtlcKey, Bytes> refused, Optional<InvoiceSettled> settled) {
    static final InvoiceState UNKNOWN = new InvoiceState(Optional.empty(), Map.of(), Optional.empty());

    /** A payer who keeps failing cannot make the journal grow for ever: after so many the invoice is closed. */
    static final int MAX_REFUSED = 100;

    InvoiceState apply(InvoiceEvent event) {
        return switch (event) {
            case InvoiceAdded added -> new InvoiceState(Optional.of(added.invoice()), refused, settled);
            case HtlcRefused more -> {
                Map<HtlcKey, Bytes> all = new LinkedHashMap<>(refused);
                all.put(more.htlc(), more.failure());
                yield new InvoiceState(invoice, Collections.unmodifiableMap(all), settled);
            }
            case InvoiceSettled paid -> new InvoiceState(invoice, refused, Optional.of(paid));
        };
    }

    boolean isClosed() {
        return settled.isPresent() || refused.size() >= MAX_REFUSED;
    }

    Optional<InvoiceView> view() {
        return invoice.map(known -> new InvoiceView(known, settled.map(InvoiceSettled::amountMsat).orElse(0L),
                settled.map(InvoiceSettled::atMs)));
    }
}
