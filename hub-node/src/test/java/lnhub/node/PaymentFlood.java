package lnhub.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import lnhub.actors.payment.PaymentStatus;
import lnhub.actors.payment.PaymentView;
import lnhub.protocol.crypto.PublicKey;
import lnhub.protocol.units.Bytes32;

/** Pays from one node to another through a hub without end, with so many payments in flight, until it is stopped. */
final class PaymentFlood {
    private static final long PAYMENT_TIMEOUT_MS = 60_000;
    /** Whoever proves something judges outages; here a payer only waits them out, a frozen hub and reconnecting too. */
    private static final Duration CHANNEL_WITHIN = Duration.ofMinutes(4);
    private static final long INVOICE_SECONDS = 3_600;

    private final HubNode payer;
    private final HubNode payee;
    private final PublicKey hub;
    private final Random random;
    private final int inFlight;
    private final Semaphore free;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean stopping;

    /** How a payment ended. @param feeMsat what it cost on top, 0 unless it succeeded */
    record Outcome(Bytes32 paymentHash, long amountMsat, boolean settled, long feeMsat, String description) {
    }

    PaymentFlood(HubNode payer, HubNode payee, PublicKey hub, long seed, int inFlight) {
        this.payer = payer;
        this.payee = payee;
        this.hub = hub;
        this.random = new Random(seed);
        this.inFlight = inFlight;
        this.free = new Semaphore(inFlight);
    }

    PaymentFlood start() {
        Thread.ofVirtual().name("flood").start(() -> {
            try {
                while (!stopping) {
                    free.acquire();
                    Await.until("a usable channel", CHANNEL_WITHIN,
                            () -> stopping || TestNetwork.usableChannels(payer) > 0);
                    sendOne();
                }
                free.acquire(inFlight);
                ended.complete(null);
            } catch (InterruptedException | RuntimeException | AssertionError failed) {
                ended.completeExceptionally(failed);
            }
        });
        return this;
    }

    /** From less than a commitment transaction shows to a tenth of a channel. */
    private long amountMsat() {
        return switch (random.nextInt(4)) {
            case 0 -> 1_000 + random.nextInt(300_000);
            case 1 -> 5_000_000L + random.nextInt(95_000_000);
            default -> 400_000L + random.nextInt(5_000_000);
        };
    }

    private void sendOne() {
        long amountMsat = amountMsat();
        var invoice = TestPayments.invoice(payee, amountMsat, INVOICE_SECONDS, TestPayments.hints(payee, hub))
                .invoice();
        TestPayments.pay(payer, invoice.paymentRequest(), PAYMENT_TIMEOUT_MS).whenComplete((view, refused) -> {
            synchronized (outcomes) {
                outcomes.add(refused == null ? outcome(view) : new Outcome(invoice.paymentHash(), amountMsat, false,
                        0, refused.toString()));
            }
            free.release();
        });
    }

    private static Outcome outcome(PaymentView view) {
        boolean settled = view.status() == PaymentStatus.SUCCEEDED;
        return new Outcome(view.order().paymentHash(), view.order().amountMsat(), settled,
                settled ? view.feeMsat() : 0, view.toString());
    }

    int count() {
        synchronized (outcomes) {
            return outcomes.size();
        }
    }

    int inFlight() {
        return inFlight - free.availablePermits();
    }

    void stop() {
        stopping = true;
    }

    /** Waits until every payment has ended one way or the other. */
    List<Outcome> outcomes() {
        stop();
        Await.until("the payments in flight to end, as " + this, Duration.ofMillis(2 * PAYMENT_TIMEOUT_MS),
                ended::isDone);
        Await.get(ended);
        synchronized (outcomes) {
            return List.copyOf(outcomes);
        }
    }

    @Override
    public String toString() {
        return count() + " have ended, " + inFlight() + " are in flight";
    }

    static long settled(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome::settled).count();
    }

    static long amountsMsat(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome::settled).mapToLong(Outcome::amountMsat).sum();
    }

    static long feesMsat(List<Outcome> outcomes) {
        return outcomes.stream().mapToLong(Outcome::feeMsat).sum();
    }
}
