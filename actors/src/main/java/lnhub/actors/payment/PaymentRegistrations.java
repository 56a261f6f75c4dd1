package lnhub.actors.payment;

import lnhub.persistence.kryo.KryoRegistry;
import lnhub.protocol.invoice.RoutingHint;

/** What invoices and payments store; the rules are those of {@link lnhub.persistence.kryo.Registrations}. */
public final class PaymentRegistrations {

    private PaymentRegistrations() {
    }

    /** 500 to 599. */
    public static void register(KryoRegistry.Builder table) {
        table.register(500, InvoiceEvent.InvoiceAdded.class, 1);
        table.register(501, InvoiceEvent.HtlcRefused.class, 1);
        table.register(502, InvoiceEvent.InvoiceSettled.class, 1);
        table.register(503, HtlcKey.class, 1);
        table.register(504, StoredInvoice.class, 1);
        table.register(520, PaymentEvent.PaymentStarted.class, 1);
        table.register(521, PaymentEvent.AttemptStarted.class, 1);
        table.register(522, PaymentEvent.AttemptFailed.class, 1);
        table.register(523, PaymentEvent.PaymentSucceeded.class, 1);
        table.register(524, PaymentEvent.PaymentFailed.class, 1);
        table.register(525, PaymentOrder.class, 1);
        table.register(526, PaymentOrder.Limits.class, 1);
        table.register(527, RouteHop.class, 1);
        table.register(528, RoutingHint.class, 1);
        table.register(529, RoutingHint.Hop.class, 1);
        table.enumeration(530, PaymentFailure.class, reason -> switch (reason) {
            case TIMEOUT -> 1;
            case NO_ROUTE -> 2;
            case ERROR -> 3;
            case INCORRECT_PAYMENT_DETAILS -> 4;
            case INSUFFICIENT_BALANCE -> 5;
        });
    }
}
