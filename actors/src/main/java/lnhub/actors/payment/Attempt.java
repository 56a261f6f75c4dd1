package lnhub.actors.payment;

import java.util.Optional;
import lnhub.actors.payment.PaymentEvent.AttemptEnd;
import lnhub.actors.payment.PaymentEvent.AttemptStarted;
import lnhub.actors.payment.PaymentEvent.PaymentSucceeded;

/** One try at a payment. @param end empty: its HTLC exists, or may */
public record Attempt(AttemptStarted start, Optional<AttemptEnd> end) {

    boolean isOpen() {
        return end.isEmpty();
    }

    boolean isPaid() {
        return end.filter(PaymentSucceeded.class::isInstance).isPresent();
    }

    Attempt ended(AttemptEnd how) {
        return new Attempt(start, Optional.of(how));
    }
}
