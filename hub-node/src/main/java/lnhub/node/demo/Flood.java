package lnhub.node.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lnhub.node.demo.FloodOrder.Kind;

/**
 * Sends payments with so many in flight: the next one leaves when one has ended. Of those beyond liquidity only one
 * is in flight at a time, since each locks up most of what alice has while it lasts.
 */
final class Flood {
    private static final long STALL_SECONDS = 180;

    private final int inFlight;
    private final Semaphore free;
    private final Semaphore beyond = new Semaphore(1);

    /** Starts a payment and says once, on any thread, how it ended. */
    interface Sender {
        void send(FloodOrder order, Consumer<FloodOutcome> ended);
    }

    Flood(int inFlight) {
        this.inFlight = inFlight;
        this.free = new Semaphore(inFlight);
    }

    /**
     * @param ended called after each payment, on any thread
     * @return how each ended, in the order of their ends
     * @throws TimeoutException when none has ended for three minutes
     */
    List<FloodOutcome> run(List<FloodOrder> orders, Sender sender, Consumer<FloodOutcome> ended)
            throws InterruptedException, TimeoutException {
        List<FloodOutcome> outcomes = Collections.synchronizedList(new ArrayList<>(orders.size()));
        Iterator<FloodOrder> next = orders.iterator();
        Deque<FloodOrder> put = new ArrayDeque<>();
        while (next.hasNext() || !put.isEmpty()) {
            acquire(1);
            FloodOrder order = choose(next, put);
            sender.send(order, outcome -> ended(outcome, outcomes, ended));
        }
        acquire(inFlight);
        free.release(inFlight);
        return List.copyOf(outcomes);
    }

    /** One put aside as soon as its turn can come, else the next one that can go now. */
    private FloodOrder choose(Iterator<FloodOrder> next, Deque<FloodOrder> put)
            throws InterruptedException, TimeoutException {
        if (!put.isEmpty() && beyond.tryAcquire()) {
            return put.poll();
        }
        while (next.hasNext()) {
            FloodOrder order = next.next();
            if (order.kind() != Kind.BEYOND_LIQUIDITY || beyond.tryAcquire()) {
                return order;
            }
            put.add(order);
        }
        if (!beyond.tryAcquire(STALL_SECONDS, TimeUnit.SECONDS)) {
            throw stalled();
        }
        return put.poll();
    }

    private void acquire(int permits) throws InterruptedException, TimeoutException {
        for (int taken = 0; taken < permits; taken++) {
            if (!free.tryAcquire(STALL_SECONDS, TimeUnit.SECONDS)) {
                throw stalled();
            }
        }
    }

    private TimeoutException stalled() {
        return new TimeoutException("no payment of the flood has ended for " + STALL_SECONDS + " s; "
                + (inFlight - free.availablePermits()) + " are in flight");
    }

    private void ended(FloodOutcome outcome, List<FloodOutcome> outcomes, Consumer<FloodOutcome> listener) {
        outcomes.add(outcome);
        if (outcome.order().kind() == Kind.BEYOND_LIQUIDITY) {
            beyond.release();
        }
        try {
            listener.accept(outcome);
        } finally {
            free.release();
        }
    }
}
