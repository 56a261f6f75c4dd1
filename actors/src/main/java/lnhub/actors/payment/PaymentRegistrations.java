package lnhub.actors.payment;

import lnhub.persistence.kryo.KryoRegistry;
import lnhub.protocol.channel.Effect;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.onion.HopPayload;

/**
 * 500 to 599: events of invoices and payments, and what is sent to their entities from other cluster nodes. Needs the
 * tables of the protocol and of channels, too. What an entity tells itself never leaves its JVM and has no number.
 */
public final class PaymentRegistrations {
    private PaymentRegistrations() {
    }

    public static void register(KryoRegistry.Builder table) {
        table.with(PaymentRegistrations::invoices).with(PaymentRegistrations::invoiceMessages)
                .with(PaymentRegistrations::payments).with(PaymentRegistrations::paymentMessages)
                .with(PaymentRegistrations::protocol);
    }

    private static void invoices(KryoRegistry.Builder table) {
        table.register(500, StoredInvoice.class, 1);
        table.register(501, HtlcKey.class, 1);
        table.register(502, InvoiceEvent.InvoiceAdded.class, 1);
        table.register(503, InvoiceEvent.HtlcRefused.class, 1);
        table.register(504, InvoiceEvent.InvoiceSettled.class, 1);
    }

    private static void invoiceMessages(KryoRegistry.Builder table) {
        table.register(510, InvoiceView.class, 1);
        table.register(511, InvoiceAnswer.Found.class, 1);
        table.register(512, InvoiceAnswer.AlreadyExists.class, 1);
        table.register(513, InvoiceAnswer.Unknown.class, 1);
        table.register(514, InvoiceCommand.Add.class, 1);
        table.register(515, InvoiceCommand.Lookup.class, 1);
        table.register(516, InvoiceCommand.Receive.class, 1);
        table.register(517, InvoiceCommand.Stop.class, 1);
    }

    private static void payments(KryoRegistry.Builder table) {
        table.register(530, PaymentOrder.class, 1);
        table.register(531, PaymentOrder.Limits.class, 1);
        table.register(532, RouteHop.class, 1);
        table.enumeration(533, PaymentFailure.class, PaymentRegistrations::number);
        table.register(534, PaymentEvent.PaymentStarted.class, 1);
        table.register(535, PaymentEvent.AttemptStarted.class, 1);
        table.register(536, PaymentEvent.AttemptFailed.class, 1);
        table.register(537, PaymentEvent.PaymentSucceeded.class, 1);
        table.register(538, PaymentEvent.PaymentFailed.class, 1);
    }

    private static void paymentMessages(KryoRegistry.Builder table) {
        table.register(550, Attempt.class, 1);
        table.enumeration(551, PaymentStatus.class, PaymentRegistrations::number);
        table.register(552, PaymentView.class, 1);
        table.register(553, PaymentAnswer.Current.class, 1);
        table.register(554, PaymentAnswer.AlreadyExists.class, 1);
        table.register(555, PaymentAnswer.Unknown.class, 1);
        table.register(560, PaymentCommand.Pay.class, 1);
        table.register(561, PaymentCommand.Track.class, 1);
        table.register(562, PaymentCommand.Taken.class, 1);
        table.register(563, PaymentCommand.Refused.class, 1);
        table.register(564, PaymentCommand.Settled.class, 1);
        table.register(565, PaymentCommand.Wake.class, 1);
        table.register(566, PaymentCommand.Stop.class, 1);
    }

    /** What of the protocol only invoices and payments send or store. */
    private static void protocol(KryoRegistry.Builder table) {
        table.register(590, RoutingHint.class, 1);
        table.register(591, RoutingHint.Hop.class, 1);
        table.register(592, Effect.Deliver.class, 1);
        table.register(593, HopPayload.Final.class, 1);
    }

    private static int number(PaymentFailure failure) {
        return switch (failure) {
            case TIMEOUT -> 1;
            case NO_ROUTE -> 2;
            case ERROR -> 3;
            case INCORRECT_PAYMENT_DETAILS -> 4;
            case INSUFFICIENT_BALANCE -> 5;
        };
    }

    private static int number(PaymentStatus status) {
        return switch (status) {
            case IN_FLIGHT -> 1;
            case SUCCEEDED -> 2;
            case FAILED -> 3;
        };
    }
}
