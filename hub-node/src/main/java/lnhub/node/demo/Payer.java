package lnhub.node.demo;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import lnhub.node.demo.FloodOrder.Kind;
import lnhub.ops.lnrpc.AddInvoiceResponse;
import lnhub.ops.lnrpc.Invoice;
import lnhub.ops.lnrpc.Payment;
import lnhub.ops.routerrpc.SendPaymentRequest;

/** Makes the invoices for payments beforehand, then carries the payments out, all over the nodes' APIs. */
final class Payer implements Flood.Sender {
    private static final int INVOICES_IN_FLIGHT = 100;
    private static final Duration INVOICE_EXPIRY = Duration.ofDays(1);
    private static final int PAYMENT_SECONDS = 120;
    private static final int FINAL_CLTV_DELTA = 40;

    private final DemoNetwork network;
    private final RandomGenerator random;
    private final Map<Integer, String> invoices = new ConcurrentHashMap<>();

    Payer(DemoNetwork network, RandomGenerator random) {
        this.network = network;
        this.random = random;
    }

    /** Makes an invoice for every order that is to have one. @throws IOException when a node refuses */
    void makeInvoices(Iterable<FloodOrder> orders, Runnable made) throws IOException, InterruptedException {
        Semaphore free = new Semaphore(INVOICES_IN_FLIGHT);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (FloodOrder order : orders) {
            if (order.kind() == Kind.UNKNOWN_HASH) {
                made.run();
                continue;
            }
            acquire(free, 1);
            Invoice request = Invoice.newBuilder().setValueMsat(order.amountMsat()).setMemo("order " + order.index())
                    .setExpiry(INVOICE_EXPIRY.toSeconds()).build();
            network.node(order.to()).client().lightningAsync().addInvoice(request,
                    new InvoiceMade(order, free, made, failure));
        }
        acquire(free, INVOICES_IN_FLIGHT);
        if (failure.get() != null) {
            throw new IOException("an invoice could not be made: " + failure.get().getMessage(), failure.get());
        }
    }

    private static void acquire(Semaphore free, int permits) throws IOException, InterruptedException {
        if (!free.tryAcquire(permits, PAYMENT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("no invoice was made for " + PAYMENT_SECONDS + " s");
        }
    }

    @Override
    public void send(FloodOrder order, Consumer<FloodOutcome> ended) {
        SendPaymentRequest request = request(order);
        long started = System.nanoTime();
        network.node(order.from()).client().routerAsync()
                .withDeadlineAfter(PAYMENT_SECONDS + 30, TimeUnit.SECONDS)
                .sendPaymentV2(request, new PaymentEnded(order, started, ended));
    }

    private SendPaymentRequest request(FloodOrder order) {
        var request = SendPaymentRequest.newBuilder().setTimeoutSeconds(PAYMENT_SECONDS).setNoInflightUpdates(true)
                .setMaxParts(1).setFeeLimitMsat(order.amountMsat() / 10 + 5_000);
        if (order.kind() != Kind.UNKNOWN_HASH) {
            return request.setPaymentRequest(invoices.remove(order.index())).build();
        }
        return request.setDest(ByteString.copyFrom(network.node(order.to()).nodeId().toArray()))
                .setPaymentHash(random32()).setPaymentAddr(random32()).setAmtMsat(order.amountMsat())
                .setFinalCltvDelta(FINAL_CLTV_DELTA).build();
    }

    /** Called on the thread that sends, never on another. */
    private ByteString random32() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private final class InvoiceMade implements StreamObserver<AddInvoiceResponse> {
        private final FloodOrder order;
        private final Semaphore free;
        private final Runnable made;
        private final AtomicReference<Throwable> failure;

        InvoiceMade(FloodOrder order, Semaphore free, Runnable made, AtomicReference<Throwable> failure) {
            this.order = order;
            this.free = free;
            this.made = made;
            this.failure = failure;
        }

        @Override
        public void onNext(AddInvoiceResponse invoice) {
            invoices.put(order.index(), invoice.getPaymentRequest());
            made.run();
        }

        @Override
        public void onError(Throwable cause) {
            failure.compareAndSet(null, cause);
            free.release();
        }

        @Override
        public void onCompleted() {
            free.release();
        }
    }

    private static final class PaymentEnded implements StreamObserver<Payment> {
        private final FloodOrder order;
        private final long started;
        private final Consumer<FloodOutcome> ended;
        private Payment last;

        PaymentEnded(FloodOrder order, long started, Consumer<FloodOutcome> ended) {
            this.order = order;
            this.started = started;
            this.ended = ended;
        }

        @Override
        public void onNext(Payment payment) {
            last = payment;
        }

        @Override
        public void onError(Throwable cause) {
            Status status = Status.fromThrowable(cause);
            ended.accept(FloodOutcome.unanswered(order, status.getCode() + " " + status.getDescription(), elapsed()));
        }

        @Override
        public void onCompleted() {
            ended.accept(last == null ? FloodOutcome.unanswered(order, "the node answered nothing", elapsed())
                    : FloodOutcome.of(order, last, elapsed()));
        }

        private long elapsed() {
            return System.nanoTime() - started;
        }
    }
}
