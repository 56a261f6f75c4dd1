package lnhub.actors.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import lnhub.actors.NodeApi.AddInvoice;
import lnhub.actors.NodeApi.Invoice;
import lnhub.actors.NodeApi.Payment;
import lnhub.actors.NodeApi.Subscription;
import lnhub.actors.NodeApi.Updates;
import lnhub.protocol.invoice.RoutingHint;
import lnhub.protocol.units.Bytes32;

/** Takes orders and does nothing about them. */
final class RecordingPayments implements PaymentApi, InvoiceApi {
    final List<Order> orders = new CopyOnWriteArrayList<>();
    volatile Updates<Payment> updates;

    @Override
    public Subscription pay(Order order, Updates<Payment> to) {
        orders.add(order);
        updates = to;
        return () -> { };
    }

    @Override
    public Subscription track(Bytes32 paymentHash, Updates<Payment> to) {
        updates = to;
        return () -> { };
    }

    @Override
    public CompletionStage<Invoice> add(AddInvoice request, int finalCltvExpiryDelta, List<RoutingHint> hints) {
        return CompletableFuture.failedFuture(new AssertionError("delta " + finalCltvExpiryDelta));
    }

    @Override
    public CompletionStage<Invoice> lookup(Bytes32 paymentHash) {
        return CompletableFuture.failedFuture(Refusals.notFound("no invoice"));
    }
}
