package lnhub.actors.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lnhub.actors.NodeApi.Payment;
import lnhub.actors.NodeApi.PaymentStatus;
import lnhub.actors.NodeApi.PaymentTarget;
import lnhub.actors.NodeApi.RouteHint;
import lnhub.actors.NodeApi.SendPayment;
import lnhub.actors.NodeApi.Subscription;
import lnhub.actors.NodeApi.Updates;
import lnhub.protocol.invoice.Invoice;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;

/** Payments of the operator's, made into orders that leave no question open. */
final class PaymentCalls {
    /** No node forwards what expires later (BOLT 4, "max_htlc_cltv Selection"). */
    private static final int MAX_CLTV_EXPIRY_DELTA = 2_016;
    private static final int MAX_HINTS = 20;
    private static final int MAX_OUTGOING = 1_000;

    private final ApiServices services;

    PaymentCalls(ApiServices services) {
        this.services = services;
    }

    Subscription send(SendPayment request, Updates<Payment> updates) {
        PaymentApi.Order order = order(request);
        return services.payments().pay(order, request.inFlightUpdates() ? updates : onlyLast(updates));
    }

    Subscription track(Bytes32 paymentHash, Updates<Payment> updates) {
        return services.payments().track(paymentHash, updates);
    }

    private PaymentApi.Order order(SendPayment request) {
        Refusals.within("the fee limit in millisatoshi", request.feeLimitMsat(), 0, Invoice.MAX_AMOUNT_MSAT);
        Refusals.check(request.timeout().toMillis() > 0, "the timeout must be positive");
        Refusals.check(request.maxParts() >= 1, "a payment has at least one part");
        Refusals.within("the number of outgoing channels", request.outgoingChannels().size(), 0, MAX_OUTGOING);
        // lnd's clients send "no limit" as the largest number there is.
        OptionalInt wanted = request.cltvLimit();
        Refusals.check(wanted.isEmpty() || wanted.getAsInt() > 0, "the cltv limit must be positive");
        int cltvLimit = Math.min(wanted.orElse(MAX_CLTV_EXPIRY_DELTA), MAX_CLTV_EXPIRY_DELTA);
        PaymentApi.Order order = switch (request.target()) {
            case PaymentTarget.ToInvoice invoice -> toInvoice(invoice, request, cltvLimit);
            case PaymentTarget.ToNode node -> toNode(node, request, cltvLimit);
        };
        Refusals.within("the amount in millisatoshi", order.amountMsat(), 1, Invoice.MAX_AMOUNT_MSAT);
        Refusals.within("the final cltv_expiry_delta", order.finalCltvExpiryDelta(), 0, MAX_CLTV_EXPIRY_DELTA);
        Refusals.check(!order.destination().equals(services.facts().nodeId()), "this node cannot pay itself");
        return order;
    }

    private PaymentApi.Order toInvoice(PaymentTarget.ToInvoice target, SendPayment request, int cltvLimit) {
        Invoice invoice = InvoiceCalls.read(target.paymentRequest(), services.facts().network());
        Refusals.check(services.facts().clock().instant().getEpochSecond() < invoice.expiresAt(),
                "the invoice has expired");
        if (invoice.amountMsat().isPresent()) {
            Refusals.check(target.amountMsat() == 0 || target.amountMsat() == invoice.amountMsat().getAsLong(),
                    "the invoice says what to pay: " + invoice.amountMsat().getAsLong() + " msat");
        } else {
            Refusals.check(target.amountMsat() > 0, "the invoice has no amount, so one must be given");
        }
        return new PaymentApi.Order(invoice.paymentHash(), invoice.payee(),
                invoice.amountMsat().orElse(target.amountMsat()),
                (int) Math.min(invoice.minFinalCltvExpiryDelta(), Integer.MAX_VALUE),
                Optional.of(invoice.paymentSecret()), invoice.paymentMetadata(),
                invoice.routingHints().stream().limit(MAX_HINTS).toList(), Optional.of(target.paymentRequest()),
                request.feeLimitMsat(), cltvLimit, request.timeout().toMillis(), request.outgoingChannels());
    }

    private static PaymentApi.Order toNode(PaymentTarget.ToNode target, SendPayment request, int cltvLimit) {
        Refusals.within("the number of routing hints", target.routeHints().size(), 0, MAX_HINTS);
        List<RoutingHint> hints = target.routeHints().stream()
                .map(path -> Refusals.read("routing hint", path, PaymentCalls::hint)).toList();
        return new PaymentApi.Order(target.paymentHash(), target.destination(), target.amountMsat(),
                target.finalCltvExpiryDelta(), target.paymentSecret(), Optional.empty(), hints, Optional.empty(),
                request.feeLimitMsat(), cltvLimit, request.timeout().toMillis(), request.outgoingChannels());
    }

    private static RoutingHint hint(List<RouteHint> path) {
        return new RoutingHint(path.stream().map(hop -> new RoutingHint.Hop(hop.nodeId(), hop.shortChannelId(),
                hop.feeBaseMsat(), hop.feeProportionalMillionths(), hop.cltvExpiryDelta())).toList());
    }

    private static Updates<Payment> onlyLast(Updates<Payment> updates) {
        return new Updates<>() {
            @Override
            public void next(Payment payment) {
                if (payment.status() == PaymentStatus.SUCCEEDED || payment.status() == PaymentStatus.FAILED) {
                    updates.next(payment);
                }
            }

            @Override
            public void completed() {
                updates.completed();
            }

            @Override
            public void failed(Throwable cause) {
                updates.failed(cause);
            }
        };
    }
}
