package lnhub.actors.node;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.actors.NodeApi;
import lnhub.actors.NodeApi.AttemptStatus;
import lnhub.actors.NodeApi.Subscription;
import lnhub.actors.NodeApi.Updates;
import lnhub.actors.api.PaymentApi;
import lnhub.actors.payment.Attempt;
import lnhub.actors.payment.PaymentEvent;
import lnhub.actors.payment.PaymentFailure;
import lnhub.actors.payment.PaymentListener;
import lnhub.actors.payment.PaymentOrder;
import lnhub.actors.payment.PaymentView;
import lnhub.actors.payment.Payments;
import lnhub.actors.payment.RouteHop;
import lnhub.actors.payment.SecretSource;
import lnhub.protocol.units.Bytes32;

/** The node's payments in the words of its API. */
public record NodePayments(Payments payments, SecretSource secrets, Clock clock) implements PaymentApi {

    @Override
    public Subscription pay(Order order, Updates<NodeApi.Payment> updates) {
        PaymentOrder wanted = new PaymentOrder(secrets.next(), order.paymentHash(), order.destination(),
                order.amountMsat(), order.finalCltvExpiryDelta(), order.paymentSecret(), order.paymentMetadata(),
                order.hints(), order.paymentRequest(), new PaymentOrder.Limits(order.maxFeeMsat(),
                        order.maxCltvExpiryDelta(), order.timeoutMs(), order.outgoingChannels()));
        return payments.pay(wanted, listener(updates))::run;
    }

    @Override
    public Subscription track(Bytes32 paymentHash, Updates<NodeApi.Payment> updates) {
        return payments.track(paymentHash, listener(updates))::run;
    }

    private static PaymentListener listener(Updates<NodeApi.Payment> updates) {
        return new PaymentListener() {
            @Override
            public void next(PaymentView view) {
                updates.next(payment(view));
            }

            @Override
            public void completed() {
                updates.completed();
            }

            @Override
            public void refused(Refusal reason) {
                updates.failed(switch (reason) {
                    case ALREADY_EXISTS -> new NodeApi.Refused(NodeApi.Refused.Code.ALREADY_EXISTS,
                            "a payment for this hash is in flight or has succeeded");
                    case NOT_FOUND -> new NodeApi.Refused(NodeApi.Refused.Code.NOT_FOUND,
                            "there is no payment for this hash");
                });
            }
        };
    }

    private static NodeApi.Payment payment(PaymentView view) {
        PaymentOrder order = view.order();
        return new NodeApi.Payment(order.paymentHash(), view.preimage(), order.paymentRequest(), order.amountMsat(),
                view.feeMsat(), switch (view.status()) {
                    case IN_FLIGHT -> NodeApi.PaymentStatus.IN_FLIGHT;
                    case SUCCEEDED -> NodeApi.PaymentStatus.SUCCEEDED;
                    case FAILED -> NodeApi.PaymentStatus.FAILED;
                }, view.failure().map(NodePayments::failure).orElse(NodeApi.PaymentFailure.NONE),
                Instant.ofEpochMilli(view.startedAtMs()), 0,
                view.attempts().stream().map(attempt -> attempt(attempt, order)).toList());
    }

    private static NodeApi.PaymentFailure failure(PaymentFailure failure) {
        return switch (failure) {
            case TIMEOUT -> NodeApi.PaymentFailure.TIMEOUT;
            case NO_ROUTE -> NodeApi.PaymentFailure.NO_ROUTE;
            case ERROR -> NodeApi.PaymentFailure.ERROR;
            case INCORRECT_PAYMENT_DETAILS -> NodeApi.PaymentFailure.INCORRECT_PAYMENT_DETAILS;
            case INSUFFICIENT_BALANCE -> NodeApi.PaymentFailure.INSUFFICIENT_BALANCE;
        };
    }

    private static NodeApi.Attempt attempt(Attempt attempt, PaymentOrder order) {
        PaymentEvent.AttemptStarted start = attempt.start();
        NodeApi.Route route = route(start);
        Instant started = Instant.ofEpochMilli(start.atMs());
        if (attempt.end().isEmpty()) {
            return new NodeApi.Attempt(start.number(), AttemptStatus.IN_FLIGHT, route, started, Optional.empty(),
                    Optional.empty());
        }
        return switch (attempt.end().get()) {
            case PaymentEvent.AttemptFailed failed -> new NodeApi.Attempt(start.number(), AttemptStatus.FAILED, route,
                    started, Optional.of(Instant.ofEpochMilli(failed.atMs())),
                    Optional.of(new NodeApi.AttemptFailure(failed.code(), failed.source())));
            case PaymentEvent.PaymentSucceeded paid -> new NodeApi.Attempt(start.number(), AttemptStatus.SUCCEEDED,
                    route, started, Optional.of(Instant.ofEpochMilli(paid.atMs())), Optional.empty());
        };
    }

    /** A hop's amount to forward is what its next HTLC carries; the last one keeps what it gets. */
    private static NodeApi.Route route(PaymentEvent.AttemptStarted start) {
        List<RouteHop> hops = start.hops();
        List<NodeApi.Hop> shown = new ArrayList<>(hops.size());
        for (int i = 0; i < hops.size(); i++) {
            RouteHop hop = hops.get(i);
            RouteHop sent = hops.get(Math.min(i + 1, hops.size() - 1));
            shown.add(new NodeApi.Hop(hop.shortChannelId(), hop.nodeId(), 0, sent.amountMsat(),
                    hop.amountMsat() - sent.amountMsat(), (int) sent.cltvExpiry()));
        }
        return new NodeApi.Route(hops.getFirst().amountMsat(), start.feeMsat(),
                (int) hops.getFirst().cltvExpiry(), shown);
    }
}
