package lnhub.actors.payment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;
import lnhub.actors.payment.PaymentEvent.PaymentFailed;
import lnhub.actors.payment.PaymentEvent.PaymentStarted;
import lnhub.protocol.channel.Offer;
import org.slf4j.Logger;

/** What follows from a route finder's answer: events to record, and then an offer to make, unless the run is over. */
record NextAttempt(List<PaymentEvent> events, Optional<Ready> ready) {

    /** The offer is made only after its start is durable. */
    record Ready(AttemptStarted start, Offer offer) {
    }

    /** @param run that the attempt belongs to. @param number of the attempt. @param log for routes that are wrong */
    static NextAttempt of(PaymentStarted run, long number, RouteFinder.Answer answer, SecretSource secrets,
            long nowMs, Logger log) {
        if (PaymentState.isOver(run, nowMs)) {
            return end(PaymentFailure.TIMEOUT, nowMs);
        }
        return switch (answer) {
            case RouteFinder.Answer.None none -> end(none.reason(), nowMs);
            case RouteFinder.Answer.Found found -> {
                AttemptStarted start = new AttemptStarted(number, found.channel(), found.hops(),
                        AttemptOnion.sessionKey(secrets), nowMs);
                yield begin(run.order(), start, log);
            }
        };
    }

    /** Money is about to leave: what the route finder found is checked against what the operator allowed. */
    private static NextAttempt begin(PaymentOrder order, AttemptStarted start, Logger log) {
        try {
            RouteCheck.check(order, start);
            Ready ready = new Ready(start, AttemptOnion.offer(order, start));
            return new NextAttempt(List.of(start), Optional.of(ready));
        } catch (IllegalArgumentException unusable) {
            log.error("the route found for {} cannot be used: {}", order, unusable.getMessage());
            return end(PaymentFailure.ERROR, start.atMs());
        }
    }

    private static NextAttempt end(PaymentFailure reason, long atMs) {
        return new NextAttempt(List.of(new PaymentFailed(reason, atMs)), Optional.empty());
    }

    NextAttempt after(Optional<PaymentStarted> first) {
        List<PaymentEvent> all = new ArrayList<>(first.stream().toList());
        all.addAll(events);
        return new NextAttempt(all, ready);
    }
}
