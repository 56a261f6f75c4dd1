package lnhub.actors.payment;

import java.util.List;
import java.util.Optional;
import lnhub.protocol.units.Bytes32;

/**
 * A payment as its owner sees it.
 *
 * @param revision grows with every change
 * @param preimage the proof of payment, once it succeeded
 * @param failure why, once it failed
 */
public record PaymentView(long revision, PaymentOrder order, long startedAtMs, PaymentStatus status,
        Optional<Bytes32> preimage, Optional<PaymentFailure> failure, List<Attempt> attempts) {

    public PaymentView {
        attempts = List.copyOf(attempts);
    }

    public boolean isOver() {
        return status != PaymentStatus.IN_FLIGHT;
    }

    /** Of the attempts that were paid or are in flight. */
    public long feeMsat() {
        return attempts.stream().filter(attempt -> attempt.isOpen() || attempt.isPaid())
                .mapToLong(attempt -> attempt.start().feeMsat()).sum();
    }

    /** Without the preimage. */
    @Override
    public String toString() {
        return "PaymentView(" + order + ", revision=" + revision + ", " + status + ", " + failure + ", " + attempts
                + ")";
    }
}
