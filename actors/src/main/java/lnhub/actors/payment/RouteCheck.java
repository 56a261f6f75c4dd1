package lnhub.actors.payment;

import java.util.List;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;

/** Whether a route does what the order says and no more. */
final class RouteCheck {
    /** As many payloads as surely fit into an onion's 1300 bytes (BOLT 4, "Packet Structure"). */
    private static final int MAX_HOPS = 20;

    private RouteCheck() {
    }

    /** @throws IllegalArgumentException says what is wrong with it */
    static void check(PaymentOrder order, AttemptStarted attempt) {
        List<RouteHop> hops = attempt.hops();
        check(!hops.isEmpty() && hops.size() <= MAX_HOPS, "it has " + hops.size() + " hops, allowed are 1 to 20");
        RouteHop last = hops.getLast();
        check(last.nodeId().equals(order.destination()), "it leads to " + last.nodeId());
        check(last.amountMsat() == order.amountMsat(), "it brings " + last.amountMsat() + " msat");
        for (int i = 1; i < hops.size(); i++) {
            check(hops.get(i).amountMsat() <= hops.get(i - 1).amountMsat(), "amounts grow on the way");
            check(hops.get(i).cltvExpiry() <= hops.get(i - 1).cltvExpiry(), "expiries grow on the way");
        }
        check(attempt.feeMsat() <= order.limits().maxFeeMsat(), "it costs " + attempt.feeMsat()
                + " msat, the limit is " + order.limits().maxFeeMsat());
    }

    private static void check(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
